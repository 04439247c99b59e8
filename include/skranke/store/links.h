/* What ties inquiries together and marks them: typed links, tags, and further facts by name. */
#ifndef SKRANKE_STORE_LINKS_H
#define SKRANKE_STORE_LINKS_H

#include "skranke/store/db.h"

/* X(identifier, word, what this inquiry is to the other, what the other is to this one) */
#define LINK_KINDS(X)                                                                              \
    X(SPLIT_FROM, "split_from", N_("split from %s"), N_("split: %s"))                              \
    X(DUPLICATE_OF, "duplicate_of", N_("the same as %s"), N_("the same as %s"))                    \
    X(FOLLOWS, "follows", N_("follows %s"), N_("followed by %s"))                                  \
    X(SAME_ORDER, "same_order", N_("in one order with %s"), N_("in one order with %s"))            \
    X(RELATED, "related", N_("related to %s"), N_("related to %s"))
#define LINK_ENUM(id, word, text, back) LINK_##id,
typedef enum { LINK_KINDS(LINK_ENUM) LINK_KIND_COUNT } LinkKind;
#undef LINK_ENUM
extern const char *const link_kind_words[];

typedef struct {
    gint64 inquiry, other;
    LinkKind kind;
    bool back;     /* read from the other side */
    char *subject; /* of the other one */
} Link;
void link_free(Link *link);
/* "split from 4711", in the screen's language; new text. */
char *link_text(const Link *link);

/* Both directions; what one may not see is left out. Array of Link *, owned. */
GPtrArray *links_of_inquiry(Db *db, gint64 inquiry, GError **error);
/* Statements; adding what is there does nothing. inquiry EVENT_LATEST: the one added last. */
void links_add(DbBatch *batch, gint64 inquiry, gint64 other, LinkKind kind, gint64 now);
void links_remove(DbBatch *batch, gint64 inquiry, gint64 other, LinkKind kind);

/* Tags of one inquiry, sorted; array of char *, owned. */
GPtrArray *tags_of_inquiry(Db *db, gint64 inquiry, GError **error);
/* Of many (array of Inquiry *) in one question: a table gint64 * -> GPtrArray of char *, owned;
 * those without a tag are not in it. */
GHashTable *tags_of_inquiries(Db *db, const GPtrArray *inquiries, GError **error);
/* Every tag in use by inquiries one may see, most used first, at most 200. */
GPtrArray *tags_all(Db *db, GError **error);
void tags_add(DbBatch *batch, gint64 inquiry, const char *tag);
void tags_remove(DbBatch *batch, gint64 inquiry, const char *tag);

/* Further facts: a table name -> value, owned. Which names and values there are is
 * domain/inquiry_facts.h's. */
GHashTable *inquiry_facts_of(Db *db, gint64 inquiry, GError **error);
/* "" removes. inquiry EVENT_LATEST: the one added last. */
void inquiry_facts_put(DbBatch *batch, gint64 inquiry, const char *name, const char *value);

#endif
