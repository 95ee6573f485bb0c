/* SPDX-License-Identifier: ISC */
#include "pack_internal.h"

#include <string.h>

static const struct option life_options[] = {
	{ "draft", "Draft", "Not all of it is there yet" },
	{ "live", "Live", NULL },
	{ "archived", "Archived", "No longer used, kept to be read" },
};
static const struct option confidence_options[] = {
	{ "high", "High", "From figures or documents that were checked" },
	{ "medium", "Medium", "From people who know, or figures with gaps" },
	{ "low", "Low", "A first guess" },
	{ "not known", "Not known", NULL },
};

/* read only, as all of a schema is */
#define OPTIONS(o) .options = (struct option *)(o), .noptions = sizeof(o) / sizeof((o)[0])

/* Source: cairn-template(5), COMMON FIELDS */
static const struct field common_fields[] = {
	{ .id = "title",
	  .label = "Title",
	  .type = TYPE_TEXT,
	  .required = true,
	  .hint = "The name it has in lists" },
	{ .id = "life",
	  .label = "Draft, live or archived",
	  .type = TYPE_CHOICE,
	  .automatic = true,
	  .initial = "draft",
	  OPTIONS(life_options) },
	{ .id = "source",
	  .label = "Source",
	  .type = TYPE_TEXT,
	  .section = "About this record",
	  .hint = "Where this comes from: a document, a data set, a meeting" },
	{ .id = "source_date", .label = "Date of the source", .type = TYPE_DATE },
	{ .id = "confidence",
	  .label = "How sure we are",
	  .type = TYPE_CHOICE,
	  .initial = "not known",
	  OPTIONS(confidence_options) },
	{ .id = "notes", .label = "Notes", .type = TYPE_LONG, .personal = true },
	{ .id = "owner_role",
	  .label = "Who keeps it up to date (role)",
	  .type = TYPE_TEXT,
	  .hint = "A role title, not a person's name" },
	{ .id = "restricted",
	  .label = "Restricted",
	  .type = TYPE_BOOL,
	  .hint = "Yes: left out of reports and exports that go to others" },
	{ .id = "carried_from",
	  .label = "Carried over from",
	  .type = TYPE_TEXT,
	  .automatic = true },
};

enum { COMMON = sizeof(common_fields) / sizeof(common_fields[0]) };

bool common_name(const char *id)
{
	for (size_t i = 0; i < COMMON; i++)
		if (strcmp(common_fields[i].id, id) == 0)
			return true;
	return false;
}

/* Those that are there already go first: a register may be finished again after an override. */
void common_append(struct reg *r, struct arena *a)
{
	struct field *all = arena_array(a, r->nfields + COMMON, sizeof(*all));
	bool asks_title = !r->title_field && !r->title_derived;
	size_t n = 0;

	for (size_t i = 0; i < r->nfields; i++)
		if (!r->fields[i].common)
			all[n++] = r->fields[i];
	for (size_t i = asks_title ? 0 : 1; i < COMMON; i++) {
		all[n] = common_fields[i];
		all[n].common = true;
		all[n].basis = BASIS_OURS;
		all[n++].origin = r->origin;
	}
	r->fields = all;
	r->nfields = n;
}
