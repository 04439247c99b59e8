/* What the files of messages and call-backs share. */
#ifndef SKRANKE_STORE_CALL_BACK_ROW_H
#define SKRANKE_STORE_CALL_BACK_ROW_H

/* The inquiry of "call_back AS b" that decides who may see it: its own, else its call's. */
#define CALL_BACK_INQUIRY "ifnull(b.inquiry, (SELECT inquiry FROM call WHERE id = b.call))"

#endif
