/* HTML pages and the text they become. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <glib.h>
#include <string.h>

#include "skranke/mail/html_text.h"

static const struct {
    const char *html, *text;
} pages[] = {
    {"<p>Hei</p><p>du</p>", "Hei\n\ndu"},
    {"Hei<br>du<br><br>der", "Hei\ndu\n\nder"},
    {"<div>a</div><div>b<div>c</div></div>", "a\nb\nc"},
    {"  mange \n  mellom<b>rom</b> og\tlinjer ", "mange mellomrom og linjer"},
    {"a <b>b</b> c", "a b c"},
    {"<html><head><title>nei</title><style>p{}</style><script>x</script></head><body>ja", "ja"},
    {"<!-- nei -->ja<!--[if mso]>nei<![endif]-->", "ja"},
    {"Bl&aring; &lt;p&gt; &amp; &#8211; &nbsp;x", "Blå <p> & – \u00a0x"},
    {"Blå", "Blå"},
    {"<meta charset=iso-8859-1><p>Blå", "Blå"},
    {"<a href=\"https://example.no/a\">tabellen</a>.", "tabellen <https://example.no/a>."},
    {"<a href=\"https://example.no/\">example.no</a>", "example.no"},
    {"<a href=\"https://example.no/a\">https://example.no/a</a>", "https://example.no/a"},
    {"<a href=\"mailto:a@b.no?subject=x\">a@b.no</a>", "a@b.no"},
    {"<a href=\"mailto:a@b.no\">Kari</a>", "Kari <a@b.no>"},
    {"<a href=\"javascript:x\">trykk</a> <a name=x>her</a>", "trykk her"},
    {"<ul><li>en</li><li>to<ul><li>inni</li></ul></li></ul>etter", "* en\n* to\n  * inni\n\netter"},
    {"<ol start=3><li>tre<li>fire</ol>", "3. tre\n4. fire"},
    {"<table><tr><th>År</th><th>Tall</th></tr><tr><td>2025</td><td>7</td></tr></table>",
     "År | Tall\n2025 | 7"},
    {"svar<blockquote>før<br>sagt<blockquote>først</blockquote></blockquote>etter",
     "svar\n\n> før\n> sagt\n>\n> > først\n\netter"},
    {"<pre>a  b\n  c\n\nd</pre>", "a  b\n  c\n\nd"},
    {"a<hr>b", "a\n\n---\nb"},
    {"<img src=x alt=\"Figur 1\"> og <img src=\"cid:1\"><img src=\"http://x/p.gif\">",
     "[Figur 1] og [picture]"},
    {"<p style=\"display: none\">skjult</p><span style='mso-hide:all'>nei</span>synlig", "synlig"},
    {"<h1>Tittel</h1>tekst<h2>To</h2>", "Tittel\n\ntekst\n\nTo"},
    {"1 < 2 og 3 > 2", "1 < 2 og 3 > 2"},
    {"</p></div>bare slutt</b>", "bare slutt"},
    {"<p>æøå</p", "æøå"},
    {"", ""},
};

static void pages_become_text(void **state)
{
    (void)state;
    for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
        gboolean cut = FALSE;
        g_autofree char *text = html_text(pages[i].html, strlen(pages[i].html), &cut);
        print_message("%s\n", pages[i].html);
        assert_string_equal(text, pages[i].text);
        assert_false(cut);
    }
}

static void depth_is_bounded_and_nothing_lost(void **state)
{
    (void)state;
    g_autoptr(GString) html = g_string_new("<p>først");
    for (int i = 0; i < 200000; i++)
        g_string_append(html, "<div>");
    g_string_append(html, "<b>sist</b>");
    gboolean cut = FALSE;
    g_autofree char *text = html_text(html->str, html->len, &cut);
    assert_true(cut);
    assert_true(g_str_has_prefix(text, "først"));
    assert_non_null(strstr(text, "sist"));
}

static void text_is_bounded(void **state)
{
    (void)state;
    g_autoptr(GString) html = g_string_new(NULL);
    for (int i = 0; i < 500000; i++)
        g_string_append(html, "ord <br>");
    gboolean cut = FALSE;
    g_autofree char *text = html_text(html->str, html->len, &cut);
    assert_true(cut || strlen(text) < 3000000);
    assert_in_range(strlen(text), 1000000, 2200000);
}

static void count_picture(const char *source, gpointer user)
{
    assert_true(g_str_has_prefix(source, "data:"));
    ++*(guint *)user;
}

static void pictures_inside_are_told(void **state)
{
    (void)state;
    static const char html[] = "<img src=\"data:image/png;base64,AAAA\"><img src=\"cid:x\">"
                               "<img src=\"https://example.no/p.gif\">";
    guint pictures = 0;
    g_autofree char *text =
        html_text_and_pictures(html, strlen(html), count_picture, &pictures, NULL);
    assert_int_equal(pictures, 1);
    assert_string_equal(text, "[picture][picture]");
}

static void invalid_bytes_do_no_harm(void **state)
{
    (void)state;
    static const char html[] = "<p>a\xFF\xC3</p>\0<p>b";
    g_autofree char *text = html_text(html, sizeof html - 1, NULL);
    assert_true(g_utf8_validate(text, -1, NULL));
    assert_int_equal(text[0], 'a');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_become_text),
        cmocka_unit_test(depth_is_bounded_and_nothing_lost),
        cmocka_unit_test(text_is_bounded),
        cmocka_unit_test(pictures_inside_are_told),
        cmocka_unit_test(invalid_bytes_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
