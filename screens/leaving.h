/* SPDX-License-Identifier: ISC */
/* leaving - what the screen and the command for taking somebody out share */
#ifndef SCREENS_LEAVING_H
#define SCREENS_LEAVING_H

#include "app.h"

#define PERSON_IS_OUT "out" /* what the screen brings back */

/*
 * leaving_do - person_remove, with their files beside the store: settings, and what waits to be fetched
 *
 * person_leaving has said that they may be. by  NULL: the service account at the machine
 */
enum rc leaving_do(struct app *app, const struct actor *by, const char *name, struct err *err);

#endif
