/* SPDX-License-Identifier: ISC */
/* What the files of form.h share among themselves. */
#ifndef SCREENS_FORM_INTERNAL_H
#define SCREENS_FORM_INTERNAL_H

#include "form.h"

bool form_asks_reason(const struct form *f, size_t i); /* changing the answer of field i does */
bool form_is_typed(const struct field *f);
bool form_is_link(const struct field *f);
void form_name_links(struct form *f); /* after an answer that points at something changed */
int form_row_id(size_t i, size_t option);
void form_fill_field(struct form *f, struct form_field *v, bool first);
enum rc form_read_drafts(struct form *f, struct err *err);
void form_keep_draft(struct form *f, struct form_field *v); /* where it was typed in since */
void form_done_draft(struct form *f, struct form_field *v); /* its answer is saved, or given up */
void form_forget_draft(struct own_draft *d);                /* frees what is known of it */
void form_accept(
	struct form *f); /* a person goes on with what was offered: it is a draft from now on */
/* form_say_unkept - tells why what was typed could not be kept; false: it was */
bool form_say_unkept(const struct form *f, struct nav *n);
/* form_refuse_gone - of an entry that was deleted meanwhile: keeps what was given as drafts, says so; false: it is there */
bool form_refuse_gone(struct form *f, struct nav *n);
void form_drop_reason(struct form *f); /* it was saved with what it was for */
const struct option *form_choice_at(const struct field *field, size_t i);
size_t form_choice_count(const struct field *field);
int form_fault_target(const struct form *f, const struct fault *fault);
bool form_save_field(struct form *f, size_t i, const char *action, struct nav *n);

#endif
