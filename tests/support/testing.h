/*
 * cmocka with the headers it needs before it. Include this and not <cmocka.h>: the order matters
 * and clang-format sorts.
 */
#pragma once

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <stdio.h>
// clang-format on

/** Writes to standard error; cmocka's own print_error cuts everything after 1,023 bytes. */
#define test_report(...) fprintf(stderr, __VA_ARGS__)
