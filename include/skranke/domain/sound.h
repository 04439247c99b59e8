/* Names by their sound, as callers say them: Kristiansen and Christiansen, Hansen and Hanssen,
 * Solveig and Solvei have one key. A second try only, where spelling finds too little. Pure. */
#ifndef SKRANKE_DOMAIN_SOUND_H
#define SKRANKE_DOMAIN_SOUND_H

#include <glib.h>

/* The keys of the words of a text that words_fold (domain/words.h) has made, single spaces between;
 * the rules stand as a table in the .c file (SWITCHBOARD: c/k/q, ch/k, x/ks, z/s, w/v, th/t, ph/f,
 * hj/gj/j, kj/tj, dt/t, doubled letters once, d and g silent at the end …). New text. */
char *sound_keys(const char *folded);

#endif
