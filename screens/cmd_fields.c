/* SPDX-License-Identifier: ISC */
/* registers REGISTER: its fields by the names that add and set take, and how each is written. */
#include <string.h>

#include "../core/base/json.h"
#include "../core/base/text.h"
#include "../core/records/value_internal.h"
#include "cli.h"

enum { ROOM = 72 }; /* for what stands below a field, 6 columns in */

/* For people; the template's own word goes into JSON. */
static const char *const written[TYPE_ROWS + 1] = {
	[TYPE_TEXT] = "a line",
	[TYPE_LONG] = "text",
	[TYPE_DATE] = "date, 2027-03-31",
	[TYPE_PERIOD] = "period, 2025-26",
	[TYPE_MONEY] = "pounds",
	[TYPE_INT] = "whole number",
	[TYPE_NUM] = "number",
	[TYPE_PCT] = "per cent",
	[TYPE_CHOICE] = "one of",
	[TYPE_MULTI] = "some of, by commas",
	[TYPE_BOOL] = "yes or no",
	[TYPE_YEAR] = "year, 2025-26",
	[TYPE_URL] = "web address",
	[TYPE_REF] = "an id",
	[TYPE_REFS] = "ids, by commas",
	[TYPE_GROUP] = "part=value; ...",
	[TYPE_ROWS] = "row of part=value; ...",
};

/* Whether it has to be answered: always, or by what else is answered. */
static const char *needed(const struct field *f)
{
	return f->required ? "must" : f->nrequired_when ? "may have to" : "may";
}

/* What can be chosen, what can be pointed at, or the parts. */
static const char *choices(const struct field *f, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; i < f->noptions; i++)
		out = arena_printf(a, "%s%s%s", out, *out ? ", " : "", f->options[i].id);
	for (size_t i = 0; i < f->to.n; i++)
		out = arena_printf(a, "%s%s%s", out, *out ? ", " : "of ",
				   strcmp(f->to.v[i], "*") ? f->to.v[i] : "any register");
	for (size_t i = 0; i < f->nfields; i++)
		if (!f->fields[i].automatic)
			out = arena_printf(a, "%s%s%s (%s)", out,
					   *out ? "; " : "parts: ", f->fields[i].id,
					   written[f->fields[i].type]);
	if (f->not_known)
		out = arena_printf(a, "%s%snot known", out, *out ? ", or " : "or ");
	return out;
}

static void field_text(struct buf *b, const struct field *f, struct arena *a)
{
	const char *below = choices(f, a);
	size_t len = strlen(below), used;

	buf_printf(b, "%-24s %-11s %-22s %s\n",
		   f->type == TYPE_ROWS ? arena_printf(a, "%s.+", f->id) : f->id, needed(f),
		   written[f->type], field_label(f));
	for (size_t at = 0; at < len; at += used) {
		size_t shown = text_wrap(below + at, len - at, ROOM, &used);

		buf_printf(b, "      %.*s\n", (int)shown, below + at);
	}
}

static void field_json(struct jout *j, const struct field *f)
{
	jout_object(j, NULL);
	jout_text(j, "id", f->id);
	jout_text(j, "label", field_label(f));
	jout_text(j, "type", field_type_words[f->type]);
	jout_text(j, "needed", needed(f));
	jout_bool(j, "not_known", f->not_known);
	jout_array(j, "choices");
	for (size_t i = 0; i < f->noptions; i++) {
		jout_object(j, NULL);
		jout_text(j, "id", f->options[i].id);
		jout_text(j, "label", f->options[i].label);
		jout_end(j, '}');
	}
	jout_end(j, ']');
	jout_array(j, "to");
	for (size_t i = 0; i < f->to.n; i++)
		jout_text(j, NULL, f->to.v[i]);
	jout_end(j, ']');
	jout_array(j, "parts");
	for (size_t i = 0; i < f->nfields; i++)
		if (!f->fields[i].automatic)
			field_json(j, &f->fields[i]);
	jout_end(j, ']');
	jout_end(j, '}');
}

enum rc cli_no_field(const struct reg *reg, const char *name, struct err *err)
{
	if (reg->kind != REG_REGISTER)
		return err_set(err, RC_USAGE, "%s has no field '%s'", reg->id, name);
	return err_set(err, RC_USAGE,
		       "register %s has no field '%s'; cairn registers %s lists them", reg->id,
		       name, reg->id);
}

enum rc cli_fields(struct cli *c, const struct reg *reg, struct err *err)
{
	struct buf b = { 0 };
	struct jout j;

	jout_init(&j, &b);
	if (cli_on(c, OPT_JSON))
		jout_array(&j, NULL);
	for (size_t i = 0; i < reg->nfields; i++) {
		if (reg->fields[i].automatic)
			continue;
		if (cli_on(c, OPT_JSON))
			field_json(&j, &reg->fields[i]);
		else
			field_text(&b, &reg->fields[i], c->arena);
	}
	if (cli_on(c, OPT_JSON))
		jout_end(&j, ']');
	return cli_done(&b, RC_OK, err);
}
