/* SPDX-License-Identifier: ISC */
/* same - two texts are equal; Criterion wants char *, literals are const */
#ifndef TESTS_SAME_H
#define TESTS_SAME_H

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#define expect_same(got, want) cr_expect(eq(str, (char *)(got), (char *)(want)))
#define assert_same(got, want) cr_assert(eq(str, (char *)(got), (char *)(want)))
/* part must occur in text; both are shown when it does not */
#define expect_part(text, part) \
	cr_expect(strstr(text, part) != NULL, "'%s' has no '%s'", text, part)
#define expect_none(text, part) cr_expect(strstr(text, part) == NULL, "'%s' has '%s'", text, part)

#endif
