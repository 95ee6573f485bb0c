/* SPDX-License-Identifier: ISC */
/*
 * sitelog - lines for whoever looks after the computer, through syslog(3)
 *
 * Each is one of a fixed list, with the number of the account and of the
 * process: no name, no address, nothing that was typed. Who did what stands in
 * the store's own history. Stores of one person alone write none.
 *
 * Source: cairn-admin(8), LOG LINES
 */
#ifndef CORE_SITELOG_H
#define CORE_SITELOG_H

/* X(enum, is a refusal, what is written; of a refusal behind "refused: ") */
#define SITELOG_LIST(X) \
	X(SITELOG_SIGN_IN, 0, "signed in by way of the service account") \
	X(SITELOG_ACCOUNT, 1, "--as from another account than the service account") \
	X(SITELOG_ENVIRONMENT, 1, "the environment tries to choose for the program") \
	X(SITELOG_UNKNOWN, 1, "nobody of that name is known") \
	X(SITELOG_SUSPENDED, 1, "access is suspended") \
	X(SITELOG_NAMELESS, 1, "the service account without --as") \
	X(SITELOG_COMMAND, 1, "a command other than list, get and help") \
	X(SITELOG_PARTNERSHIP, 1, "a partnership that is not theirs") \
	X(SITELOG_ROLE, 1, "not allowed here") \
	X(SITELOG_STORE, 1, "the store could not be opened") \
	X(SITELOG_CLOCK, 0, "the clock is before the newest change") \
	X(SITELOG_GIVEN, 0, "a file was handed out") \
	X(SITELOG_PEOPLE, 0, "people or keys were changed")

#define SITELOG_ENUM(id, refusal, text) id,
enum sitelog_event { SITELOG_LIST(SITELOG_ENUM) };
#undef SITELOG_ENUM

/* sitelog_open - connects now, while that is still possible */
void sitelog_open(void);
void sitelog(enum sitelog_event what);
const char *sitelog_words(enum sitelog_event what);

#endif
