/* SPDX-License-Identifier: ISC */
/*
 * lib_kiosk - a service account that works for people with keys, on a computer of the test's own
 *
 * Its sshd is a real one, on port 2222 of a network with nothing but 127.0.0.1.
 */
#ifndef TESTS_LIB_KIOSK_H
#define TESTS_LIB_KIOSK_H

#include "lib_run.h"

enum { KIOSK_SERVICE = 61010, KIOSK_EVE = 61011 };

extern struct run kiosk_service, kiosk_eve; /* the account, and somebody else's */

/* kiosk_open - the site's file, its account, and a store with the sample and its coordinator jo */
void kiosk_open(void);
/* kiosk_sshd - starts it, with a key in /root/.ssh/ for each of these; skips the test where there is none */
void kiosk_sshd(const char *const people[], size_t n);
void kiosk_end_sshd(void);
/* kiosk_give_key - to somebody the store knows; jo adds it */
void kiosk_give_key(const char *who);

/* kiosk_put - an answer of jo's as it reaches no store through the program */
void kiosk_put(const char *name, const char *text);
/* kiosk_year_ahead - a change of 22 January 2033, as by a clock that was put right since */
void kiosk_year_ahead(void);

#define KIOSK_STORE "/var/lib/cairn/store"
#define KIOSK_KEY "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"
#define KIOSK_KEY_ID "66402c9468c58941" /* its name in the store */

struct vt;
/* kiosk_screen - the program at 24 by 80, for somebody, as the service account runs it; NULL: from its first screen */
struct vt *kiosk_screen(const char *who, const char *screen);

#define KIOSK_SSH \
	"ssh -p 2222 -F none -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null " \
	"-o LogLevel=ERROR -o BatchMode=yes -o IdentitiesOnly=yes "

enum { KIOSK_WORDS = 20 };
/* kiosk_words - an ssh at a terminal as an argument list; account: cairn, or one of the test's own */
void kiosk_words(const char *argv[KIOSK_WORDS], const char *key_file, const char *account);

#endif
