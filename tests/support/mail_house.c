/* Owns the scaffolding of tests that send and receive real mail. */
#include "mail_house.h"

#include <jansson.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "json_check.h"
#include "testing.h"

#define FETCH_SECONDS 30

static char *write_ini(const MailHouse *house, const char *mail_settings,
                       const char *worker_settings)
{
    g_autofree char *password = file_write(house->sandbox->folder, "password", "secret\n", -1);
    g_assert_true(chmod(password, 0600) == 0);
    g_autofree char *text = g_strdup_printf(
        "[screen]\nlanguage = en\n[mail]\nfrom = info@byraa.example\n%s[worker]\n%s"
        "[relay]\nhost = localhost\nport = %d\nsecurity = starttls\nca_file = %s\n"
        "[mailbox info]\nhost = localhost\nport = %d\nsecurity = tls\nuser = desk\n"
        "password_file = %s\nca_file = %s\ndone_folder = Lest\naddress = info@byraa.example\n",
        mail_settings, worker_settings, postfix_port(house->postfix),
        postfix_authority(house->postfix), dovecot_tls_port(house->dovecot), password,
        dovecot_authority(house->dovecot));
    return file_write(house->sandbox->folder, "skranke.ini", text, -1);
}

MailHouse *mail_house_open(const char *mail_settings, const char *worker_settings)
{
    MailHouse *house = g_new0(MailHouse, 1);
    house->dovecot = dovecot_start(NULL, &house->reason);
    house->postfix = house->dovecot ? postfix_start(NULL, &house->reason) : NULL;
    if (!house->postfix)
        return house;
    house->sandbox = sandbox_new();
    house->ini = write_ini(house, mail_settings, worker_settings);
    return house;
}

void mail_house_close(MailHouse *house)
{
    postfix_stop(house->postfix);
    dovecot_stop(house->dovecot);
    sandbox_free(house->sandbox);
    g_free(house->ini);
    g_free(house);
}

char *mail_house_run_words(const MailHouse *house, const char *moment, const char *const *words)
{
    g_autofree char *config = g_strconcat("SKRANKE_CONFIG=", house->ini, NULL);
    g_autofree char *now = g_strconcat("SKRANKE_NOW=", moment, NULL);
    const char *const environment[] = {config, moment ? now : NULL, NULL};
    g_autoptr(ProcessResult) result = skranke_run_with(house->sandbox, NULL, environment, words);
    expect_status(result, 0);
    return g_strdup(result->output);
}

char *mail_house_run_at(const MailHouse *house, const char *moment, const char *words)
{
    g_auto(GStrv) arguments = g_strsplit(words, " ", -1);
    return mail_house_run_words(house, moment, (const char *const *)arguments);
}

void mail_house_run(const MailHouse *house, const char *words)
{
    g_free(mail_house_run_at(house, NULL, words));
}

void mail_house_import(const MailHouse *house, const char *what, const char *csv)
{
    g_autofree char *file = file_write(house->sandbox->folder, "import.csv", csv, -1);
    g_autofree char *words = g_strdup_printf("import %s %s", what, file);
    mail_house_run(house, words);
}

static bool something_was_fetched(void *data)
{
    g_autofree char *output = mail_house_run_at(data, NULL, "mail fetch --json");
    json_auto_t *report = json_line(output, 0);
    return json_integer_value(json_object_get(report, "read")) > 0;
}

void mail_house_comes(MailHouse *house, const char *mail)
{
    dovecot_deliver(house->dovecot, "desk", "INBOX", mail, -1);
    assert_true(wait_until(something_was_fetched, house, FETCH_SECONDS));
}

char *sent_header(GBytes *mail, const char *name)
{
    g_autofree char *text = g_strndup(g_bytes_get_data(mail, NULL), g_bytes_get_size(mail));
    char *end = strstr(text, "\n\n");
    if (end)
        *end = '\0';
    g_auto(GStrv) joined = g_strsplit(text, "\n ", -1);
    g_autofree char *unfolded = g_strjoinv(" ", joined);
    g_auto(GStrv) lines = g_strsplit(unfolded, "\n", -1);
    g_autofree char *start = g_strconcat(name, ": ", NULL);
    for (guint i = 0; lines[i]; i++)
        if (g_ascii_strncasecmp(lines[i], start, strlen(start)) == 0)
            return g_strdup(lines[i] + strlen(start));
    return g_strdup("");
}

char *sent_text(GBytes *mail)
{
    g_autofree char *raw = g_strndup(g_bytes_get_data(mail, NULL), g_bytes_get_size(mail));
    g_auto(GStrv) pieces = g_strsplit(raw, "=\n", -1);
    return g_strjoinv("", pieces);
}

char *sent_mark(const char *text)
{
    const char *start = strstr(text, "[#"), *end = start ? strchr(start, ']') : NULL;
    if (!end)
        fail_msg("no mark in \"%s\"", text);
    return g_strndup(start, (gsize)(end + 1 - start));
}
