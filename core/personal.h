/* SPDX-License-Identifier: ISC */
/*
 * personal - free text that looks as if it could identify somebody
 *
 * Warns on forms that have a fixed pattern; a name has none.
 */
#ifndef CORE_PERSONAL_H
#define CORE_PERSONAL_H

/* personal_data - "a postcode", "a phone number", ...; NULL when nothing looks like it */
const char *personal_data(const char *text);

#endif
