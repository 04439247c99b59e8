/* Owns the marks of an inquiry that are rows of their own: tags, links to others, further facts,
 * and the way back from each. Their events name what was added and removed; undoing one does the
 * opposite, whatever else has happened to the inquiry since. */
#include <string.h>

#include "skranke/base/error.h"
#include "skranke/base/language.h"

#include "skranke/domain/identity_number.h"
#include "skranke/domain/inquiry_facts.h"

#include "skranke/store/inquiries.h"

#include "skranke/desk/change.h"
#include "skranke/desk/fact.h"
#include "skranke/desk/sorting.h"

enum { MOST_TAG_CHARACTERS = 40 };

/* What an event of a mark remembers. */
#define TAG "tag"
#define LINK "link"
#define OTHER "other"
#define FACT "fact"
#define VALUE "value"

/* ---- tags ---- */

/* A tag is shown in every list, and to all who see the inquiry. */
static bool has_no_identity_number(const char *tag, GError **error)
{
    if (!identity_number_is_in(tag))
        return true;
    g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                        _("A national identity number cannot be a tag; nothing was changed. Write "
                          "it in an internal note, where it is masked."));
    return false;
}

/* Folded; NULL (USAGE) when it cannot be one. */
static char *read_tag(const char *given, GError **error)
{
    g_autofree char *valid = g_utf8_make_valid(given ? given : "", -1);
    g_autofree char *composed = g_utf8_normalize(g_strstrip(valid), -1, G_NORMALIZE_NFC);
    g_autofree char *tag = g_utf8_strdown(composed ? composed : "", -1);
    bool sound = *tag && g_utf8_strlen(tag, -1) <= MOST_TAG_CHARACTERS;
    for (const char *c = tag; sound && *c; c = g_utf8_next_char(c))
        sound = g_unichar_isalnum(g_utf8_get_char(c)) || *c == '-' || *c == '_';
    if (sound)
        return g_steal_pointer(&tag);
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                _("\"%.60s\" cannot be a tag; nothing was changed. Use letters, digits, - and _, "
                  "at most %d."),
                given ? given : "", MOST_TAG_CHARACTERS);
    return NULL;
}

/* What is not there cannot be removed. True, with the error set. */
static bool fail_absent(GError **error, const char *format, gint64 inquiry)
{
    g_set_error(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND, format, inquiry);
    return true;
}

static bool list_has(const GPtrArray *list, const char *text)
{
    return g_ptr_array_find_with_equal_func((GPtrArray *)(guintptr)list, text, g_str_equal, NULL);
}

static void put_tag(DbBatch *batch, gint64 inquiry, const char *tag, bool add)
{
    if (add)
        tags_add(batch, inquiry, tag);
    else
        tags_remove(batch, inquiry, tag);
}

/* The record is put too, unchanged but for its revision: whoever shows it reads it again. */
static bool mark(Desk *desk, Change *change, EventKind kind, bool add, const char *fact,
                 GError **error)
{
    change_put(desk, change);
    change_event(desk, change, kind, 0, add ? NULL : fact, add ? fact : NULL);
    return change_apply(desk, change, error);
}

bool sorting_tag(Desk *desk, gint64 inquiry, const char *tag, bool add, GError **error)
{
    g_autofree char *folded = read_tag(tag, error);
    if (!folded || (add && !has_no_identity_number(folded, error)))
        return false;
    g_autoptr(Change) change = change_begin(desk, inquiry, error);
    g_autoptr(GPtrArray) tags = change ? tags_of_inquiry(desk->db, inquiry, error) : NULL;
    if (!tags)
        return false;
    if (list_has(tags, folded) == add)
        return add || !fail_absent(error,
                                   _("Inquiry %" PRId64 " has no such tag; nothing was "
                                     "changed. See it with \"skranke inquiry show\"."),
                                   inquiry);
    put_tag(change->batch, inquiry, folded, add);
    g_autofree char *fact = fact_of_texts(TAG, folded, NULL);
    return mark(desk, change, EVENT_TAGGED, add, fact, error);
}

/* ---- links ---- */

static bool is_linked(const GPtrArray *links, gint64 other, LinkKind kind)
{
    for (guint i = 0; i < links->len; i++) {
        const Link *link = links->pdata[i];
        if (link->other == other && link->kind == kind && !link->back)
            return true;
    }
    return false;
}

static void put_link(const Change *change, gint64 other, LinkKind kind, bool add)
{
    if (add)
        links_add(change->batch, change->before->id, other, kind, change->now);
    else
        links_remove(change->batch, change->before->id, other, kind);
}

bool sorting_link(Desk *desk, gint64 inquiry, gint64 other, LinkKind kind, bool add, GError **error)
{
    if (inquiry == other) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_USAGE,
                            _("An inquiry is not linked to itself; nothing was changed."));
        return false;
    }
    g_autoptr(Inquiry) seen = inquiries_get(desk->db, other, error);
    g_autoptr(Change) change = seen ? change_begin(desk, inquiry, error) : NULL;
    g_autoptr(GPtrArray) links = change ? links_of_inquiry(desk->db, inquiry, error) : NULL;
    if (!links)
        return false;
    if (is_linked(links, other, kind) == add)
        return add || !fail_absent(error,
                                   _("Inquiry %" PRId64 " has no such link; nothing was changed. "
                                     "Its kind is given with --kind."),
                                   inquiry);
    put_link(change, other, kind, add);
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, other);
    g_autofree char *fact = fact_of_texts(LINK, link_kind_words[kind], OTHER, number, NULL);
    return mark(desk, change, EVENT_LINKED, add, fact, error);
}

/* ---- further facts ---- */

bool sorting_set_fact(Desk *desk, gint64 inquiry, const char *name, const char *value,
                      GError **error)
{
    if (!inquiry_fact_check(name, value, error))
        return false;
    g_autoptr(Change) change = change_begin(desk, inquiry, error);
    g_autoptr(GHashTable) facts = change ? inquiry_facts_of(desk->db, inquiry, error) : NULL;
    if (!facts)
        return false;
    const char *old = g_hash_table_lookup(facts, name);
    if (g_strcmp0(old ? old : "", value ? value : "") == 0)
        return true;
    inquiry_facts_put(change->batch, inquiry, name, value);
    g_autofree char *was = fact_of_texts(FACT, name, VALUE, old, NULL);
    g_autofree char *is = fact_of_texts(FACT, name, VALUE, value, NULL);
    change_put(desk, change);
    change_event(desk, change, EVENT_TAGGED, 0, was, is);
    return change_apply(desk, change, error);
}

/* ---- the way back ---- */

static bool undo_tag(const Change *change, const char *fact, bool was_added)
{
    g_autofree char *tag = fact_text(fact, TAG);
    if (*tag)
        put_tag(change->batch, change->before->id, tag, !was_added);
    return *tag != '\0';
}

static bool undo_link(const Change *change, const char *fact, bool was_added)
{
    g_autofree char *word = fact_text(fact, LINK);
    g_autofree char *other = fact_text(fact, OTHER);
    for (int kind = 0; kind < LINK_KIND_COUNT; kind++)
        if (g_str_equal(link_kind_words[kind], word)) {
            put_link(change, g_ascii_strtoll(other, NULL, 10), (LinkKind)kind, !was_added);
            return true;
        }
    return false;
}

static bool undo_fact(const Change *change, const Event *event)
{
    g_autofree char *name = fact_text(event->before, FACT);
    g_autofree char *value = fact_text(event->before, VALUE);
    if (*name)
        inquiry_facts_put(change->batch, change->before->id, name, value);
    return *name != '\0';
}

bool sorting_undo(Desk *desk, const Event *event, GError **error)
{
    g_autoptr(Change) change = change_begin(desk, event->inquiry, error);
    if (!change)
        return false;
    bool was_added = event->after && *event->after;
    const char *fact = was_added ? event->after : event->before;
    if (!undo_fact(change, event) && !undo_tag(change, fact, was_added) &&
        !undo_link(change, fact, was_added)) {
        g_set_error_literal(error, SKRANKE_ERROR, SKRANKE_ERROR_NOT_FOUND,
                            _("There is nothing to undo."));
        return false;
    }
    change_put(desk, change);
    events_add_undone(change->batch, change->now, desk->operator_->id, event);
    return change_apply(desk, change, error);
}
