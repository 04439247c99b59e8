/* Owns how the staff directory is written: a row at a time, inserted or changed by the key that
 * people use. Reading is people.c's. */
#include "skranke/store/people.h"

void people_put_section(DbBatch *batch, const Section *section)
{
    db_batch_add(batch,
                 "INSERT INTO section (code, name_nb, name_nn, name_en, role, email, phone) "
                 "VALUES (?, ?, ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), "
                 "ifnull(?, '')) ON CONFLICT (code) DO UPDATE SET name_nb = excluded.name_nb, "
                 "name_nn = excluded.name_nn, name_en = excluded.name_en, role = excluded.role, "
                 "email = excluded.email, phone = excluded.phone",
                 "sssssss", section->code, section->name_nb, section->name_nn, section->name_en,
                 section->role, section->email, section->phone);
}

static void change_person(DbBatch *batch, const Person *person, gint64 now)
{
    db_batch_add(batch,
                 "UPDATE person SET initials = ?, name = ?, title_nb = ifnull(?, ''), "
                 "title_nn = ifnull(?, ''), title_en = ifnull(?, ''), sections = ifnull(?, ''), "
                 "phone = ifnull(?, ''), mobile = ifnull(?, ''), email = ifnull(?, ''), "
                 "languages = ifnull(?, ''), hours = ifnull(?, ''), note = ifnull(?, ''), "
                 "active = ?, changed_at = ?, core_hours = ifnull(?, ''), "
                 "keywords = ifnull(?, ''), former_names = ifnull(?, ''), "
                 "employee_id = ifnull(?, ''), organisation = ifnull(?, ''), mobile_shown = ?, "
                 "deputy = ?, successor = ?, left_on = ifnull(?, ''), source = ifnull(?, '') "
                 "WHERE id = ?",
                 "ssssssssssssiisssssioossi", person->initials, person->name, person->title_nb,
                 person->title_nn, person->title_en, person->sections, person->phone,
                 person->mobile, person->email, person->languages, person->hours, person->note,
                 (gint64)person->active, now, person->core_hours, person->keywords,
                 person->former_names, person->employee_id, person->organisation,
                 (gint64)person->mobile_shown, person->deputy, person->successor, person->left_on,
                 person->source, person->id);
    db_batch_expect(batch, 1);
}

static void add_person(DbBatch *batch, const Person *person, gint64 now)
{
    db_batch_add(
        batch,
        "INSERT INTO person (initials, name, title_nb, title_nn, title_en, sections, phone, "
        "mobile, email, languages, hours, note, active, changed_at, core_hours, keywords, "
        "former_names, employee_id, organisation, mobile_shown, deputy, successor, left_on, "
        "source) "
        "VALUES (?, ?, ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), "
        "ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ?, ?, "
        "ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ?, ?, ?, "
        "ifnull(?, ''), ifnull(?, '')) ON CONFLICT (initials) DO UPDATE "
        "SET name = excluded.name, title_nb = excluded.title_nb, title_nn = excluded.title_nn, "
        "title_en = excluded.title_en, sections = excluded.sections, phone = excluded.phone, "
        "mobile = excluded.mobile, email = excluded.email, languages = excluded.languages, "
        "hours = excluded.hours, note = excluded.note, active = excluded.active, "
        "changed_at = excluded.changed_at, core_hours = excluded.core_hours, "
        "keywords = excluded.keywords, former_names = excluded.former_names, "
        "employee_id = excluded.employee_id, organisation = excluded.organisation, "
        "mobile_shown = excluded.mobile_shown, deputy = excluded.deputy, "
        "successor = excluded.successor, left_on = excluded.left_on, "
        "source = excluded.source",
        "ssssssssssssiisssssiooss", person->initials, person->name, person->title_nb,
        person->title_nn, person->title_en, person->sections, person->phone, person->mobile,
        person->email, person->languages, person->hours, person->note, (gint64)person->active, now,
        person->core_hours, person->keywords, person->former_names, person->employee_id,
        person->organisation, (gint64)person->mobile_shown, person->deputy, person->successor,
        person->left_on, person->source);
}

void people_put_person(DbBatch *batch, const Person *person, gint64 now)
{
    if (person->id != 0)
        change_person(batch, person, now);
    else
        add_person(batch, person, now);
}

void people_refer(DbBatch *batch, const char *initials, const char *deputy, const char *successor)
{
    if (deputy)
        db_batch_add(batch,
                     "UPDATE person SET deputy = (SELECT id FROM person WHERE initials = ?) "
                     "WHERE initials = ?",
                     "ss", deputy, initials);
    if (successor)
        db_batch_add(batch,
                     "UPDATE person SET successor = (SELECT id FROM person WHERE initials = ?) "
                     "WHERE initials = ?",
                     "ss", successor, initials);
}

void people_put_subject(DbBatch *batch, const char *code, const char *nb, const char *nn,
                        const char *en)
{
    db_batch_add(batch,
                 "INSERT INTO subject (code, name_nb, name_nn, name_en) VALUES (?, ?, "
                 "ifnull(?, ''), ifnull(?, '')) ON CONFLICT (code) DO UPDATE "
                 "SET name_nb = excluded.name_nb, name_nn = excluded.name_nn, "
                 "name_en = excluded.name_en",
                 "ssss", code, nb, nn, en);
}

void people_put_statistic(DbBatch *batch, const Statistic *statistic, const char *responsible,
                          const char *backup)
{
    db_batch_add(batch,
                 "INSERT INTO statistic (short_name, subject, section, name_nb, name_nn, name_en, "
                 "keywords_nb, keywords_nn, keywords_en, tables, responsible, backup) "
                 "VALUES (?, ifnull(?, ''), ifnull(?, ''), ?, ifnull(?, ''), ifnull(?, ''), "
                 "ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), ifnull(?, ''), "
                 "(SELECT id FROM person WHERE initials = ?), "
                 "(SELECT id FROM person WHERE initials = ?)) ON CONFLICT (short_name) DO UPDATE "
                 "SET subject = excluded.subject, section = excluded.section, "
                 "name_nb = excluded.name_nb, name_nn = excluded.name_nn, "
                 "name_en = excluded.name_en, keywords_nb = excluded.keywords_nb, "
                 "keywords_nn = excluded.keywords_nn, keywords_en = excluded.keywords_en, "
                 "tables = excluded.tables, responsible = excluded.responsible, "
                 "backup = excluded.backup",
                 "ssssssssssss", statistic->short_name, statistic->subject, statistic->section,
                 statistic->name_nb, statistic->name_nn, statistic->name_en, statistic->keywords_nb,
                 statistic->keywords_nn, statistic->keywords_en, statistic->tables, responsible,
                 backup);
}

void people_add_absence(DbBatch *batch, const char *initials, gint64 from_at, gint64 until_at,
                        const char *code, const char *note, gint64 now)
{
    db_batch_add(batch,
                 "INSERT INTO absence (person, from_at, until_at, code, note, seen_at) "
                 "SELECT id, ?, ?, ?, ifnull(?, ''), ? FROM person WHERE initials = ?",
                 "iissis", from_at, until_at, code, note, now, initials);
    /* Nobody with these initials: the whole import stops, and nothing is lost silently. */
    db_batch_expect(batch, 1);
}

void people_end_absence(DbBatch *batch, gint64 absence, gint64 at)
{
    db_batch_add(batch,
                 "UPDATE absence SET until_at = ? WHERE id = ? AND until_at > ? AND from_at < ?",
                 "iiii", at, absence, at, at);
    db_batch_expect(batch, 1);
}

void people_set_hours(DbBatch *batch, gint64 person, const char *hours, gint64 now)
{
    db_batch_add(batch, "UPDATE person SET hours = ?, changed_at = ? WHERE id = ?", "sii", hours,
                 now, person);
    db_batch_expect(batch, 1);
}

void people_put_absence(DbBatch *batch, const Absence *absence, gint64 operator_id)
{
    db_batch_add(batch,
                 "INSERT INTO absence (person, from_at, until_at, code, note, kind, phone_open, "
                 "source, source_key, operator, seen_at) VALUES (?, ?, ?, ?, ifnull(?, ''), ?, ?, "
                 "ifnull(?, ''), ifnull(?, ''), ?, ?) ON CONFLICT (person, source, source_key) "
                 "WHERE source_key <> '' DO UPDATE SET from_at = excluded.from_at, "
                 "until_at = excluded.until_at, code = excluded.code, note = excluded.note, "
                 "kind = excluded.kind, phone_open = excluded.phone_open, "
                 "operator = excluded.operator, seen_at = excluded.seen_at",
                 "iiisssissoi", absence->person, absence->from_at, absence->until_at, absence->code,
                 absence->note, absence_kind_words[absence->kind], (gint64)absence->phone_open,
                 absence->source, absence->source_key, operator_id, absence->seen_at);
    db_batch_expect(batch, 1);
}

void people_remove_absence(DbBatch *batch, gint64 absence)
{
    db_batch_add(batch, "DELETE FROM absence WHERE id = ?", "i", absence);
    db_batch_expect(batch, 1);
}

void people_set_left(DbBatch *batch, gint64 person, const char *left_on, gint64 successor,
                     gint64 now)
{
    db_batch_add(batch,
                 "UPDATE person SET active = 0, left_on = ?, successor = ?, changed_at = ? "
                 "WHERE id = ?",
                 "soii", left_on, successor, now, person);
    db_batch_expect(batch, 1);
}

void people_set_deputy(DbBatch *batch, gint64 person, gint64 deputy, gint64 now)
{
    db_batch_add(batch, "UPDATE person SET deputy = ?, changed_at = ? WHERE id = ?", "oii", deputy,
                 now, person);
    db_batch_expect(batch, 1);
}

void people_set_core_hours(DbBatch *batch, gint64 person, const char *hours, gint64 now)
{
    db_batch_add(batch, "UPDATE person SET core_hours = ?, changed_at = ? WHERE id = ?", "sii",
                 hours, now, person);
    db_batch_expect(batch, 1);
}

void people_hand_over(DbBatch *batch, gint64 person, gint64 successor, gint64 now)
{
    db_batch_add(batch, "UPDATE statistic SET responsible = ? WHERE responsible = ?", "oi",
                 successor, person);
    db_batch_add(batch, "UPDATE statistic SET backup = ? WHERE backup = ?", "oi", successor,
                 person);
    db_batch_add(batch, "UPDATE statistic SET backup = NULL WHERE backup = ? AND responsible = ?",
                 "oo", successor, successor);
    db_batch_add(batch,
                 "UPDATE person SET deputy = CASE WHEN id = ? THEN NULL ELSE ? END, "
                 "changed_at = ? WHERE deputy = ?",
                 "ioii", successor, successor, now, person);
}

void people_put_ties(DbBatch *batch, const char *initials, const char *deputy,
                     const char *successor)
{
    db_batch_add(batch,
                 "UPDATE person SET deputy = (SELECT id FROM person WHERE initials = ?), "
                 "successor = (SELECT id FROM person WHERE initials = ?) WHERE initials = ?",
                 "sss", deputy, successor, initials);
    db_batch_expect(batch, 1);
}
