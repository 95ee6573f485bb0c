/* SPDX-License-Identifier: ISC */
/* called - people by the names that others see */
#ifndef CORE_CALLED_H
#define CORE_CALLED_H

#include "session.h"
#include "value.h"

/* people_called - short names with what each is called here, "ann (left)" of who was taken out */
struct pairs people_called(const struct session *s, struct arena *a);
/* person_entered - the name that is entered for one in this partnership; NULL: none */
const char *person_entered(const struct session *s, const char *person, struct arena *a);
/* person_called - the short name where there is no other */
const char *person_called(const struct pairs *people, const char *name);

#endif
