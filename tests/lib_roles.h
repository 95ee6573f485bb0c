/* SPDX-License-Identifier: ISC */
/*
 * lib_roles - every command with who may use it, in each kind of store
 *
 * In this order for each role. In a word, %r is the role, %n its number, %a the
 * number of a change that somebody else made, %b the short name of who has the
 * role, %o of the other one, %f a folder that everybody may write in; %t is
 * --team where the store is a team's, and else no word.
 *
 * Source: cairn(1), ROLES
 */
#ifndef TESTS_LIB_ROLES_H
#define TESTS_LIB_ROLES_H

#include <stdbool.h>
#include <stddef.h>

enum { ROLE_WORDS = 12, ROLES = 4 };
extern const char *const role_names[ROLES]; /* viewer, partner, facilitator, coordinator */

struct role_row {
	const char *words[ROLE_WORDS];
	const char *may; /* first letters of the roles */
	const char *who; /* a refusal names them */
	int no;          /* how a refusal ends; 0: with 4 */
	bool finds;      /* may end with 6: what it found */
	bool two;        /* there has to be another person */
	struct {
		const char *may, *who; /* NULL: the same */
	} kiosk;
};

extern const struct role_row role_rows[];
extern const size_t nrole_rows;
/* role_later - once the next cycle has begun, which is for a coordinator */
extern const struct role_row role_later[];
extern const size_t nrole_later;

#endif
