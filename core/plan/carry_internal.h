/* SPDX-License-Identifier: ISC */
/* What carry.c and carry_over.c share. */
#ifndef CORE_CARRY_INTERNAL_H
#define CORE_CARRY_INTERNAL_H

#include "carry.h"
#include "../records/record_internal.h"

#define FORM_CARRY "carry"

/* carry_load_in - in a picture that is open already */
enum rc carry_load_in(struct view *v, const struct session *s, struct arena *a,
		      struct carry_list *out);

#endif
