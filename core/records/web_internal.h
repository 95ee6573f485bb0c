/* SPDX-License-Identifier: ISC */
/* web_internal - what the files of the web share */
#ifndef CORE_WEB_INTERNAL_H
#define CORE_WEB_INTERNAL_H

#include "record_internal.h"
#include "web.h"

/* web_fields - the fields of a register that the web reads; none: the register is left out */
struct names web_fields(const struct schema *s, const struct reg *reg, struct arena *a);
/* field_leads - whether a field or one inside it is a reference */
bool field_leads(const struct field *f);

#endif
