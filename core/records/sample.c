/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "../store/keys.h"
#include "parts.h"

static const struct sample *sample_of(const struct schema *s, const char *id)
{
	for (size_t i = 0; i < s->nsamples; i++)
		if (!id || !strcmp(s->samples[i].id, id))
			return &s->samples[i];
	return NULL;
}

static const char *row_value(const struct sample_row *row, const char *name)
{
	for (size_t i = 0; i < row->nvalues; i++)
		if (!strcmp(row->values[i].name, name))
			return row->values[i].text;
	return NULL;
}

static const struct sample_row *row_of(const struct sample *sm, const char *form)
{
	for (size_t i = 0; i < sm->nrows; i++)
		if (!strcmp(sm->rows[i].reg, form))
			return &sm->rows[i];
	return NULL;
}

/* The form that holds the answer to an item or question; "item" for what names none. */
static const struct reg *form_for(const struct schema *s, const struct reg *named, const char *id)
{
	const struct checklist *list = NULL;
	const struct reg *form = NULL;

	if (!strcmp(named->key, "it") && schema_item(s, id, &list) && list->form)
		form = schema_reg(s, list->form);
	return form ? form : named;
}

static enum rc sample_id(struct maker *m, const struct reg *reg, const struct sample_row *row,
			 const char **id, struct err *err)
{
	char stored[49];

	if (reg->kind == REG_FORM) {
		*id = row->id;
		return RC_OK;
	}
	if (!row->id || !id_stored(row->id, stored) ||
	    strncmp(stored, reg->key, strlen(reg->key)) || stored[strlen(reg->key)] != '-')
		return err_set(err, RC_INVALID, "the sample has a row of %s with the id '%s'",
			       reg->id, row->id ? row->id : "");
	*id = arena_str(m->arena, stored);
	return RC_OK;
}

/* First pass: which ids there will be, so that references can be told from slips. */
static enum rc name_rows(struct maker *m, const struct sample *sm, struct err *err)
{
	const struct reg *reg;
	const char *id = NULL, *code;
	enum rc rc;

	for (size_t i = 0; i < sm->nrows; i++) {
		reg = schema_reg(m->s->schema, sm->rows[i].reg);
		if (!reg)
			return err_set(err, RC_INVALID,
				       "the sample has a row of '%s', which is no register",
				       sm->rows[i].reg);
		rc = sample_id(m, reg, &sm->rows[i], &id, err);
		if (rc)
			return rc;
		if (reg->kind != REG_REGISTER)
			continue;
		if (dict_get(&m->ids, id))
			return err_set(err, RC_INVALID, "the sample has '%s' twice",
				       sm->rows[i].id);
		dict_put(&m->ids, id, reg);
		code = row_value(&sm->rows[i], "code");
		if (code)
			dict_put(&m->codes, arena_printf(m->arena, "%s/%s", reg->key, code), id);
	}
	return RC_OK;
}

static void add_row(struct maker *m, const struct reg *reg, const struct sample_row *row,
		    const char *id)
{
	struct made r;
	const char *cycle = reg->scope ? CYCLE_COMMON : FIRST_CYCLE;

	if (!strcmp(reg->key, "pp"))
		id = m->s->pid;
	else if (!strcmp(reg->key, "cy"))
		id = FIRST_CYCLE;
	made_begin(&r, m, form_for(m->s->schema, reg, id), cycle, id);
	for (size_t i = 0; i < row->nvalues; i++)
		made_typed(&r, row->values[i].name, row->values[i].text);
	if (!strcmp(reg->key, "pp"))
		made_stored(&r, "sample", "yes");
	else if (!strcmp(reg->key, "cy"))
		made_stored(&r, "packs", part_packs(m->s->schema, m->arena));
	made_end(&r);
}

static enum rc add_rows(struct maker *m, const struct sample *sm, struct err *err)
{
	const struct reg *reg;
	const char *id = NULL;
	enum rc rc;

	for (size_t i = 0; i < sm->nrows; i++) {
		reg = schema_reg(m->s->schema, sm->rows[i].reg);
		rc = sample_id(m, reg, &sm->rows[i], &id, err);
		if (rc)
			return rc;
		add_row(m, reg, &sm->rows[i], id);
	}
	return RC_OK;
}

/* What every partnership has, where the sample's own rows do not say it. */
static void add_frame(struct maker *m, const struct sample *sm)
{
	int first = date_year(m->s->today);

	if (!row_of(sm, "partnership")) {
		part_add(m, CYCLE_COMMON, "pp", m->s->pid, "name", sm->title);
		part_add(m, CYCLE_COMMON, "pp", m->s->pid, "sample", "yes");
	}
	part_person(m, "coordinator");
	if (!row_of(sm, "cycle"))
		part_cycle(m, FIRST_CYCLE, &(struct part_years){ NULL, first, first + 2, "2023" });
}

static enum rc load_sample(struct maker *m, const struct sample *sm, struct err *err)
{
	enum rc rc = name_rows(m, sm, err);

	if (rc)
		return rc;
	/* the partnership's name stands in the first change set: what has one can be found and taken back */
	add_frame(m, sm);
	rc = add_rows(m, sm, err);
	return rc ? rc : part_save(m, "start", err);
}

enum rc partnership_sample(struct session *s, const char *sample, struct arena *a, const char **pid,
			   struct faults *faults, struct err *err)
{
	const struct sample *sm = sample_of(s->schema, sample);
	struct session t;
	struct bulk b;
	struct maker m = { .s = &t, .bulk = &b, .fill_not_known = true, .faults = faults };
	const char *free = NULL;
	enum rc rc;

	if (!sm)
		return err_set(err, RC_NOT_FOUND,
			       "there is no sample partnership '%s' in the templates",
			       sample ? sample : "");
	rc = part_free_pid(s->store, sm->id, a, &free, err);
	if (rc)
		return rc;
	m.arena = arena_new();
	bulk_init(&b, m.arena);
	t = part_coordinator(s, free);
	rc = load_sample(&m, sm, err);
	if (!rc)
		*pid = free;
	bulk_clear(&b);
	maker_clear(&m);
	arena_free(m.arena);
	return rc;
}
