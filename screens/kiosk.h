/* SPDX-License-Identifier: ISC */
/*
 * kiosk - one service account works for many people; SSH keys say who each is
 *
 * What it refuses it names in c->refused, for main to log.
 *
 * Source: cairn-admin(8), KIOSK
 */
#ifndef SCREENS_KIOSK_H
#define SCREENS_KIOSK_H

#include "cli.h"

/*
 * kiosk_begin - whom this run is for, before anything is read on their behalf
 *
 * Errors:  RC_NOT_ALLOWED  --as from another account than the site's files name, or an
 *                          environment that would choose for the program
 */
enum rc kiosk_begin(struct cli *c, struct err *err);
/* kiosk_settings - the site's settings are read; finds the folder of a person's own */
enum rc kiosk_settings(struct cli *c, struct err *err);
/* kiosk_elsewhere - is the store that the site names its service account's, and this another account */
bool kiosk_elsewhere(const struct cli *c);
/* kiosk_way_in - RC_NOT_ALLOWED: it is; by which way people come in, and whom to ask */
enum rc kiosk_way_in(struct cli *c, struct err *err);
/* kiosk_person - the store is open; RC_NOT_ALLOWED: unknown, suspended, or nobody named */
enum rc kiosk_person(struct cli *c, bool create, struct err *err);
/*
 * kiosk_shut_in - the store is open: gives up what neither a team's nor a kiosk's session needs
 *
 * files  those outside the store and what the screens read too, in a kiosk
 */
void kiosk_shut_in(const struct cli *c, bool files);
/* kiosk_shared - do others rely on this store */
bool kiosk_shared(const struct cli *c);
/* kiosk_command - what ssh was given to run; NULL: nothing, the screens are opened */
const char *kiosk_command(const struct cli *c);
/* kiosk_asked - does that: list, get N or help; RC_NOT_ALLOWED for anything else */
enum rc kiosk_asked(struct cli *c, struct err *err);

#endif
