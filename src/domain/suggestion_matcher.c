/* Owns the automaton that finds all cues at once. It knows bytes and numbers, nothing of cues. */
#include "suggestion_matcher.h"

#include <string.h>

/* Letters, digits, the space and the marks of suggestion_text.h; any other byte ends all patterns.
 */
static const char alphabet[] = " abcdefghijklmnopqrstuvwxyz0123456789:#@.-_";

enum { CLASSES = sizeof(alphabet) }; /* the first class is "any other byte" */

typedef struct {
    guint32 next[CLASSES];
    guint32 fail;    /* the longest other pattern that is under way as well */
    guint32 shorter; /* the nearest state by fail that ends a pattern, 0 none */
    guint32 hits;    /* the last of this state's targets in Matcher.targets, 0 none */
    guint32 depth;   /* bytes from the start of the pattern */
} State;

typedef struct {
    guint32 target, previous;
} Target;

struct Matcher {
    GArray *states;  /* of State; the first is the start */
    GArray *targets; /* of Target; the first is nothing */
    guint8 classes[256];
};

Matcher *matcher_new(void)
{
    Matcher *matcher = g_new0(Matcher, 1);
    matcher->states = g_array_new(FALSE, TRUE, sizeof(State));
    matcher->targets = g_array_new(FALSE, TRUE, sizeof(Target));
    g_array_set_size(matcher->states, 1);
    g_array_set_size(matcher->targets, 1);
    for (guint i = 0; alphabet[i]; i++)
        matcher->classes[(guchar)alphabet[i]] = (guint8)(i + 1);
    return matcher;
}

void matcher_free(Matcher *matcher)
{
    if (!matcher)
        return;
    g_array_unref(matcher->states);
    g_array_unref(matcher->targets);
    g_free(matcher);
}

static State *state_at(const Matcher *matcher, guint32 index)
{
    return &g_array_index(matcher->states, State, index);
}

void matcher_add(Matcher *matcher, const char *pattern, guint target)
{
    guint32 at = 0;
    for (; *pattern; pattern++) {
        guint8 class = matcher->classes[(guchar)*pattern];
        guint32 next = state_at(matcher, at)->next[class];
        if (next == 0) {
            next = matcher->states->len;
            g_array_set_size(matcher->states, next + 1);
            state_at(matcher, next)->depth = state_at(matcher, at)->depth + 1;
            state_at(matcher, at)->next[class] = next;
        }
        at = next;
    }
    Target link = {.target = target, .previous = state_at(matcher, at)->hits};
    state_at(matcher, at)->hits = matcher->targets->len;
    g_array_append_val(matcher->targets, link);
}

/* The state's own steps are settled; those that are missing are the steps of its fail state. */
static void settle(Matcher *matcher, guint32 index, GArray *queue)
{
    State *state = state_at(matcher, index);
    const State *fail = state_at(matcher, state->fail);
    state->shorter = fail->hits ? state->fail : fail->shorter;
    for (guint class = 0; class < CLASSES; class ++) {
        guint32 step = index == 0 ? 0 : fail->next[class];
        if (state->next[class] == 0) {
            state->next[class] = step;
            continue;
        }
        state_at(matcher, state->next[class])->fail = step;
        g_array_append_val(queue, state->next[class]);
    }
}

void matcher_finish(Matcher *matcher)
{
    g_autoptr(GArray) queue = g_array_new(FALSE, FALSE, sizeof(guint32));
    settle(matcher, 0, queue);
    state_at(matcher, 0)->shorter = 0;
    for (guint i = 0; i < queue->len; i++)
        settle(matcher, g_array_index(queue, guint32, i), queue);
}

static void report(const Matcher *matcher, const State *state, gsize to, MatcherFound found,
                   gpointer data)
{
    for (guint32 at = state->hits; at;) {
        const Target *target = &g_array_index(matcher->targets, Target, at);
        found(target->target, to - state->depth, to, data);
        at = target->previous;
    }
}

void matcher_walk(const Matcher *matcher, const char *text, gsize length, MatcherFound found,
                  gpointer data)
{
    const State *states = &g_array_index(matcher->states, State, 0);
    const State *state = states;
    for (gsize i = 0; i < length; i++) {
        state = &states[state->next[matcher->classes[(guchar)text[i]]]];
        for (const State *at = state; at != states; at = &states[at->shorter])
            report(matcher, at, i + 1, found, data);
    }
}
