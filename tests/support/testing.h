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
// clang-format on
