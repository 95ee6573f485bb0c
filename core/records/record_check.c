/* SPDX-License-Identifier: ISC */
/*
 * What holds for every record: answers of their type, references that lead
 * somewhere, titles that occur once, what has to be answered, who may change it.
 */
#include <stdlib.h>
#include <string.h>

#include "../store/keys.h"
#include "../base/personal.h"
#include "../base/rank.h"
#include "record_internal.h"
#include "../base/text.h"
#include "value_internal.h"

void faults_add(struct faults *f, const char *field, enum level level, const char *text)
{
	struct fault *grown;

	if (f->n % 16 == 0) {
		grown = arena_array(f->arena, f->n + 16, sizeof(*grown));
		if (f->n > 0)
			memcpy(grown, f->v, f->n * sizeof(*grown));
		f->v = grown;
	}
	f->v[f->n++] = (struct fault){ field, arena_str(f->arena, text), level };
}

void check_fault(const struct checking *c, const char *field, enum level level, const char *text)
{
	if (!c->refusals_only || level == LEVEL_REFUSE)
		faults_add(c->faults, field, level, text);
}

/* Whether a put is for a field, by itself or as one of its rows. */
static bool put_is_for(const struct put *p, const char *field)
{
	size_t len = strcspn(p->field, ".");

	return strncmp(p->field, field, len) == 0 && field[len] == '\0';
}

bool put_has(const struct checking *c, const char *field)
{
	for (size_t i = 0; i < c->nputs; i++) {
		if (put_is_for(&c->puts[i], field))
			return true;
	}
	return false;
}

static const struct field *field_of_put(const struct reg *reg, const struct put *p)
{
	for (size_t i = 0; i < reg->nfields; i++) {
		if (put_is_for(p, reg->fields[i].id))
			return &reg->fields[i];
	}
	return NULL;
}

/* Types, and rows that are only ever added */

static bool row_stands(const struct record *r, const char *field, const char *row)
{
	for (size_t i = 0; i < r->nrows_all; i++) {
		if (strcmp(r->rows[i].field, field) == 0 && strcmp(r->rows[i].name, row) == 0)
			return true;
	}
	return false;
}

static bool row_name_good(const char *row)
{
	return strcmp(row, "+") == 0 || (*row >= '1' && *row <= '9' && strlen(row) <= 5 &&
					 row[strspn(row, "0123456789")] == '\0');
}

/* What the program itself notes down through a save; other automatic fields come from nobody. */
static bool is_noted(const struct field *f)
{
	static const char *const noted[] = { FIELD_LIFE, "carried_from", "packs", "sample",
					     "stood_open" };

	for (size_t i = 0; i < sizeof(noted) / sizeof(noted[0]); i++) {
		if (strcmp(f->id, noted[i]) == 0)
			return true;
	}
	return f->rank;
}

/* What was agreed is changed only with a word of why, which goes into the history. */
static void check_reason(const struct checking *c, const struct field *f, const struct put *p)
{
	const char *was = f->nreason_when ? record_text(c->before, f->id) : "";

	if (*was == '\0' || strcmp(was, p->text) == 0 ||
	    !conds_hold(f->reason_when, f->nreason_when, c->before))
		return;
	if (!c->session->reason || !*c->session->reason)
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena, "%s was agreed; say why it changes",
					 field_label(f)));
}

static void check_put(const struct checking *c, const struct put *p, bool given)
{
	const struct field *f = field_of_put(c->after->reg, p);
	const char *dot = strchr(p->field, '.');
	struct err why = { 0 };

	if (!f || (dot != NULL) != (f->type == TYPE_ROWS) || (dot && !row_name_good(dot + 1))) {
		check_fault(c, NULL, LEVEL_REFUSE,
			    arena_printf(c->arena, "%s has no answer called '%.60s'",
					 c->after->reg->title, p->field));
		return;
	}
	if (f->append_only && dot && row_stands(c->before, f->id, dot + 1))
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena, "%s are kept as they were; add another one",
					 field_label(f)));
	if (given && f->automatic && !is_noted(f))
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena, "%s is filled in by the program; leave it out",
					 field_label(f)));
	if (value_check(f, p->text, &why) != RC_OK)
		check_fault(c, f->id, LEVEL_REFUSE, why.text);
	else if (f->rank && *p->text && !rank_good(p->text))
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena, "%s is no place on a board; move it there",
					 field_label(f)));
	if (given)
		check_reason(c, f, p);
}

static void check_puts(const struct checking *c)
{
	for (size_t i = 0; i < c->nputs; i++)
		check_put(c, &c->puts[i], i < c->ngiven);
}

/* What has to be answered */

static const char *ask_for(const struct checking *c, const struct field *f)
{
	const char *label = field_inside(f, c->arena);
	const char *verb = *label == '"' ? "Answer"
			   : f->noptions > 0 || f->options_from || f->type == TYPE_REF ||
					   f->type == TYPE_REFS || f->type == TYPE_BOOL
				   ? "Choose"
				   : "Enter";

	return arena_printf(c->arena, "%s %s%s", verb, label,
			    f->not_known ? ", or say that it is not known" : "");
}

static bool is_blank(const struct checking *c, const struct field *f)
{
	if (f->type != TYPE_ROWS)
		return *record_text(c->after, f->id) == '\0';
	for (size_t i = 0; i < c->after->nrows; i++) {
		if (strcmp(c->after->rows[i].field, f->id) == 0)
			return false;
	}
	return true;
}

/*
 * How much a missing answer matters. A form is answered bit by bit, so there
 * it binds who blanks the answer, or gives the one that asks for it.
 */
static enum level level_of_missing(const struct checking *c, const struct field *f)
{
	bool touched = put_has(c, f->id);

	if (record_is(c->after, "draft"))
		return LEVEL_WARN;
	if (c->after->reg->kind == REG_REGISTER)
		return LEVEL_REFUSE;
	for (size_t i = 0; i < f->nrequired_when; i++)
		touched = touched || put_has(c, f->required_when[i].field);
	return touched ? LEVEL_REFUSE : LEVEL_WARN;
}

static void check_answered(const struct checking *c, const struct field *f)
{
	bool required = f->required || (f->nrequired_when > 0 &&
					conds_hold(f->required_when, f->nrequired_when, c->after));

	if (!is_blank(c, f) || f->automatic || !conds_hold(f->shown_when, f->nshown_when, c->after))
		return;
	if (required)
		check_fault(c, f->id, level_of_missing(c, f), ask_for(c, f));
	else if (f->wanted)
		check_fault(c, f->id, LEVEL_WARN,
			    arena_printf(c->arena, "%s when you can", ask_for(c, f)));
}

/* A row or group that is begun needs what its template requires of it. */
static void check_parts(const struct checking *c, const struct field *f, const struct pairs *p)
{
	for (size_t i = 0; i < f->nfields && p->n > 0; i++) {
		const struct field *sub = &f->fields[i];

		if (sub->required && *pairs_get(p, sub->id) == '\0')
			check_fault(c, f->id, level_of_missing(c, f), ask_for(c, sub));
	}
}

/* References */

static void check_one_ref(const struct checking *c, const struct field *f, const char *id,
			  bool is_new)
{
	struct record r;
	char shown[49];

	if (record_look_up(c->view, c->session, c->after->cycle, id, c->arena, &r) != RC_OK)
		return;
	id_shown(id, shown);
	if (!r.exists) {
		if (is_new)
			check_fault(c, f->id, LEVEL_REFUSE,
				    arena_printf(c->arena,
						 "%s %s is not there; choose one that is "
						 "listed",
						 field_label(f), shown));
	} else if (f->to.n > 0 && !names_have(&f->to, "*") && !names_have(&f->to, r.reg->id)) {
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena, "%s takes %s; %s is of the register %s",
					 field_label(f), f->to.v[0], shown, r.reg->id));
	} else if (strcmp(id, c->after->id) == 0) {
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena,
					 "%s cannot be this entry itself; choose another "
					 "one",
					 field_label(f)));
	} else if (is_new && record_is(&r, "archived")) {
		check_fault(c, f->id, LEVEL_REFUSE,
			    arena_printf(c->arena,
					 "%s %s is archived; restore it or choose another "
					 "one",
					 field_label(f), shown));
	}
}

/* The references of a text that was put; those that stood there before may be to archived ones. */
static void check_refs(const struct checking *c, const struct field *f, const char *text,
		       const char *before)
{
	if (f->type == TYPE_REF || f->type == TYPE_REFS) {
		struct names ids = value_lines(text, c->arena);

		for (size_t i = 0; i < ids.n && strcmp(text, VALUE_NOT_KNOWN) != 0; i++) {
			struct names id = { &ids.v[i], 1 };

			check_one_ref(c, f, ids.v[i], !text_matches(&id, before));
		}
	} else if (f->nfields > 0) {
		struct pairs now = pairs_read(text, c->arena), was = pairs_read(before, c->arena);

		check_parts(c, f, &now);
		for (size_t i = 0; i < f->nfields; i++)
			check_refs(c, &f->fields[i], pairs_get(&now, f->fields[i].id),
				   pairs_get(&was, f->fields[i].id));
	}
}

static void check_all_refs(const struct checking *c)
{
	for (size_t i = 0; i < c->nputs; i++) {
		const struct field *f = field_of_put(c->after->reg, &c->puts[i]);
		const char *before;

		if (!f)
			continue;
		before = f->type == TYPE_ROWS ? "" : record_text(c->before, f->id);
		check_refs(c, f, c->puts[i].text, before);
	}
}

/* What occurs once */

static bool same_cell(const struct field *f, const char *a, const char *b)
{
	return f && field_is_text(f) ? text_compare(a, b) == 0 : strcmp(a, b) == 0;
}

static const struct sheet_row *find_twin(const struct checking *c, const struct names *fields,
					 const struct records *all)
{
	for (size_t i = 0; i < all->n; i++) {
		const struct sheet_row *row = &all->row[i];
		size_t k = 0;

		if (strcmp(row->id, c->after->id) == 0 || strcmp(row->life, "archived") == 0)
			continue;
		while (k < fields->n &&
		       same_cell(reg_field(c->after->reg, fields->v[k]), row->cell[k],
				 record_text(c->after, fields->v[k])))
			k++;
		if (k == fields->n)
			return row;
	}
	return NULL;
}

static const char *join_labels(const struct checking *c, const struct names *fields)
{
	const char *out = "";

	for (size_t i = 0; i < fields->n; i++) {
		const struct field *f = reg_field(c->after->reg, fields->v[i]);

		out = arena_printf(c->arena, "%s%s%s", out,
				   i == 0               ? ""
				   : i + 1 == fields->n ? " and "
							: ", ",
				   f ? field_inside(f, c->arena) : fields->v[i]);
	}
	return out;
}

/*
 * Where all that occurs once is in one fact, that is looked through for it as
 * text: 20,000 of them are read while somebody waits for a key, and nearly none
 * need be taken apart.
 */
struct twins {
	const char **line; /* need=ne-000001 */
	size_t n, prefix;
	struct arena *arena;
	struct names ids;
	size_t cap;
};

static bool has_line(const char *text, const char *line)
{
	size_t len = strlen(line);

	for (const char *at = text; (at = strstr(at, line)) != NULL; at += len)
		if ((at == text || at[-1] == '\n') && (at[len] == '\n' || at[len] == '\0'))
			return true;
	return false;
}

static bool note_twin(void *arg, const struct fact *f)
{
	struct twins *t = arg;
	const char *id = f->name + t->prefix;

	for (size_t i = 0; i < t->n; i++)
		if (!has_line(f->text, t->line[i]))
			return true;
	t->ids.v = arena_grown(t->arena, t->ids.v, t->ids.n, &t->cap, sizeof(*t->ids.v));
	t->ids.v[t->ids.n++] = arena_strn(t->arena, id, strcspn(id, "/"));
	return true;
}

/* The one fact that holds all these fields, each as it is compared; NULL: there is none. */
static const char *shared_fact(const struct reg *reg, const struct names *fields)
{
	const char *fact = NULL;

	for (size_t i = 0; i < fields->n; i++) {
		const struct field *f = reg_field(reg, fields->v[i]);

		if (!f || field_is_text(f) || !field_is_shared(reg, f) ||
		    (fact && strcmp(fact, field_fact(reg, f)) != 0))
			return NULL;
		fact = field_fact(reg, f);
	}
	return fact;
}

/* One of those noted that is another record, and there, and not archived. */
static const char *twin_of(const struct checking *c, const struct twins *t)
{
	for (size_t i = 0; i < t->ids.n; i++) {
		struct record r;

		if (strcmp(t->ids.v[i], c->after->id) != 0 &&
		    record_read(c->view, c->session, c->after->reg, c->after->cycle, t->ids.v[i],
				c->arena, &r) == RC_OK &&
		    r.exists && !record_is(&r, "archived"))
			return r.id;
	}
	return NULL;
}

static const char *find_twin_row(const struct checking *c, const struct names *fields,
				 const char *fact)
{
	const struct reg *reg = c->after->reg;
	const char *prefix = arena_printf(c->arena, "%s/%s/", c->after->cycle, reg->key);
	const struct names facts = { .v = &fact, .n = 1 };
	struct twins t = { .n = fields->n, .prefix = strlen(prefix), .arena = c->arena };

	t.line = arena_array(c->arena, fields->n, sizeof(*t.line));
	for (size_t i = 0; i < fields->n; i++) {
		const struct pair pair = { fields->v[i], record_text(c->after, fields->v[i]) };

		t.line[i] = pairs_text(&pair, 1, c->arena);
	}
	if (fact_scan(c->view, session_place(c->session), prefix, &facts, note_twin, &t) != RC_OK)
		return NULL;
	return twin_of(c, &t);
}

static const char *find_twin_record(const struct checking *c, const struct names *fields)
{
	const struct sheet_row *twin;
	struct records all;

	if (records_read(c->view, c->session, c->after->reg, c->after->cycle, NULL, fields,
			 c->arena, &all) != RC_OK)
		return NULL;
	twin = find_twin(c, fields, &all);
	return twin ? twin->id : NULL;
}

static bool none_blank(const struct checking *c, const struct names *fields)
{
	for (size_t i = 0; i < fields->n; i++)
		if (*record_text(c->after, fields->v[i]) == '\0')
			return false;
	return true;
}

/* Fields that together occur once in the register and cycle; looked at when one of them moves. */
static void check_once(const struct checking *c, const struct names *fields)
{
	const char *fact = shared_fact(c->after->reg, fields);
	bool touched = put_has(c, FIELD_LIFE), all_blank = true;
	const char *twin;
	char shown[49];

	for (size_t i = 0; i < fields->n; i++) {
		touched = touched || put_has(c, fields->v[i]);
		all_blank = all_blank && *record_text(c->after, fields->v[i]) == '\0';
	}
	if (!touched || all_blank || fields->n == 0)
		return;
	twin = fact && none_blank(c, fields) ? find_twin_row(c, fields, fact)
					     : find_twin_record(c, fields);
	if (!twin)
		return;
	id_shown(twin, shown);
	check_fault(c, fields->v[0], LEVEL_REFUSE,
		    arena_printf(c->arena,
				 "%s has the same %s already; change that one or write "
				 "another %s",
				 shown, join_labels(c, fields),
				 join_labels(c, &(struct names){ fields->v, 1 })));
}

static void check_uniqueness(const struct checking *c)
{
	const struct reg *reg = c->after->reg;
	const struct field *title = record_title_field(reg);
	struct names one = { NULL, 1 };

	if (reg->kind != REG_REGISTER || record_is(c->after, "archived"))
		return;
	check_once(c, &reg->unique);
	if (!title || (reg->unique.n == 1 && strcmp(reg->unique.v[0], title->id) == 0))
		return;
	one.v = (const char **)&title->id;
	check_once(c, &one);
}

/* Free text */

void faults_personal(struct faults *f, const char *field, const char *label, const char *text)
{
	const char *what = text ? personal_data(text) : NULL;

	if (what)
		faults_add(f, field, LEVEL_WARN,
			   arena_printf(f->arena,
					"%s looks as if it holds %s; take out what could identify "
					"anyone",
					label, what));
}

static void warn_of_personal_data(const struct checking *c, const struct field *f, const char *text)
{
	if (f->type == TYPE_GROUP || f->type == TYPE_ROWS) {
		struct pairs p = pairs_read(text, c->arena);

		for (size_t i = 0; i < f->nfields; i++)
			warn_of_personal_data(c, &f->fields[i], pairs_get(&p, f->fields[i].id));
		return;
	}
	if (!c->refusals_only && (f->type == TYPE_TEXT || f->type == TYPE_LONG))
		faults_personal(c->faults, f->id, field_label(f), text);
}

static void check_texts(const struct checking *c)
{
	const struct record *r = c->after;

	for (size_t i = 0; i < r->reg->nfields; i++)
		warn_of_personal_data(c, &r->reg->fields[i], r->field[i].text);
	for (size_t i = 0; i < r->nrows; i++)
		warn_of_personal_data(c, reg_field(r->reg, r->rows[i].field), r->rows[i].slot.text);
	if (!c->refusals_only) /* it is kept in the history like any text */
		faults_personal(c->faults, NULL, "The reason", c->session->reason);
}

void turned_check(const struct checking *c)
{
	const struct reg *reg = c->after->reg;

	check_all_refs(c);
	check_uniqueness(c);
	for (size_t i = 0; i < reg->nfields && !record_is(c->after, "archived"); i++)
		check_answered(c, &reg->fields[i]);
}

void common_check(const struct checking *c)
{
	check_puts(c);
	turned_check(c);
	if (!c->refusals_only)
		check_texts(c);
}

/* Who may change it */

static const struct field *owner_field(const struct reg *reg)
{
	static const char *const names[] = { "provider", "partner", "owner_partner", "lead",
					     "party" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct field *f = reg_field(reg, names[i]);

		if (f && f->type == TYPE_REF)
			return f;
	}
	return NULL;
}

/* Who wrote the first word about its life: archiving and restoring makes nobody its maker. */
static bool is_maker(const struct checking *c)
{
	const struct record *r = c->before;
	const char *person = "";

	return reg_field(r->reg, FIELD_LIFE) &&
	       fact_first_by(c->view, session_place(c->session),
			     fact_name(c->arena, r->cycle, r->reg->key, r->id, FIELD_LIFE),
			     c->arena, &person) == RC_OK &&
	       strcmp(person, c->session->actor.person) == 0;
}

/* The organisation that a person has now: a coordinator may have given another since the session began. */
static const char *org_now(const struct checking *c)
{
	struct fact f = { .text = "" };

	if (fact_get(c->view, session_place(c->session),
		     fact_name(c->arena, CYCLE_COMMON, "pe", c->session->actor.person, "org"),
		     c->arena, &f) != RC_OK)
		return "";
	return f.text;
}

struct asking {
	struct arena *arena;
	const char *who;
	size_t prefix;
};

static bool ask_coordinator(void *arg, const struct fact *f)
{
	struct asking *ask = arg;
	const char *name = f->name + ask->prefix;

	if (strcmp(f->text, "coordinator") != 0)
		return true;
	ask->who = arena_printf(ask->arena, "%s%s%.*s", ask->who, *ask->who ? " or " : "",
				(int)strcspn(name, "/"), name);
	return true;
}

/* Rows that each person gives apart are everybody's to add, and their own to change. */
static bool only_own_rows(const struct checking *c)
{
	for (size_t i = 0; i < c->nputs; i++) {
		const struct field *f = field_of_put(c->after->reg, &c->puts[i]);
		const char *row = strchr(c->puts[i].field, '.');

		if (!f || !f->apart || !row)
			return false;
		for (size_t k = 0; k < c->before->nrows_all; k++) {
			const struct child *was = &c->before->rows[k];

			if (strcmp(was->field, f->id) == 0 && strcmp(was->name, row + 1) == 0 &&
			    strcmp(was->slot.person, c->session->actor.person) != 0)
				return false;
		}
	}
	return c->nputs > 0;
}

/*
 * What a cycle was like stays readable as it was once the next one has begun:
 * only a coordinator puts something right there, and the history keeps why.
 */
static enum rc past_check(const struct checking *c)
{
	const struct session *s = c->session;
	const char *cycle = c->after->cycle;
	struct fact title = { .text = cycle };
	struct names all;
	bool past = false;
	enum rc rc = RC_OK;

	if (strcmp(cycle, CYCLE_COMMON) == 0)
		return RC_OK;
	rc = record_cycles(c->view, s, c->arena, &all);
	for (size_t i = 0; rc == RC_OK && i + 1 < all.n; i++)
		past = past || strcmp(all.v[i], cycle) == 0;
	if (rc != RC_OK || !past ||
	    (s->actor.role == MEMBER_COORDINATOR && s->reason && *s->reason))
		return rc;
	fact_get(c->view, session_place(s), fact_name(c->arena, cycle, "cy", cycle, "title"),
		 c->arena, &title);
	return view_fail(c->view, RC_NOT_ALLOWED,
			 "%s is an earlier cycle and stays as it was; a coordinator can put "
			 "something right there with cairn set --cycle %s --reason",
			 title.text, cycle);
}

/* May the role keep these entries at all, whoever they belong to? */
static bool may_keep(const struct reg *reg, enum member role)
{
	static const enum member least[] = {
		[KEPT_BY_PARTNERS] = MEMBER_PARTNER,
		[KEPT_BY_FACILITATOR] = MEMBER_FACILITATOR,
		[KEPT_BY_COORDINATOR] = MEMBER_COORDINATOR,
	};

	return role >= least[reg->kept_by];
}

/* Whose it is: theirs by the organisation it belongs to, or because they made it. */
static bool is_theirs(const struct checking *c, const char *org)
{
	const struct reg *reg = c->after->reg;

	if (!c->before->exists && reg->kind == REG_REGISTER)
		return true;
	if (reg->kind == REG_FORM && owner_field(reg) && !*org)
		return true; /* nobody has taken it on yet */
	return (*org && strcmp(org, org_now(c)) == 0) || is_maker(c);
}

static const char *who_may(const struct reg *reg, const char *org)
{
	if (reg->kept_by == KEPT_BY_COORDINATOR)
		return "only a coordinator";
	if (reg->kept_by == KEPT_BY_FACILITATOR || reg->kind == REG_FORM)
		return "only a facilitator or a coordinator";
	return *org ? "only the partner it belongs to, a facilitator or a coordinator"
		    : "only whoever made it, a facilitator or a coordinator";
}

enum rc owner_check(const struct checking *c)
{
	const struct actor *by = &c->session->actor;
	const struct reg *reg = c->after->reg;
	const struct field *owner = owner_field(reg);
	const char *role[] = { "role" };
	struct asking ask = { c->arena, "", strlen(CYCLE_COMMON "/pe/") };
	enum member role_has = MEMBER_NONE;
	const char *org;
	bool kept;
	enum rc rc = past_check(c);

	if (rc == RC_OK)
		rc = role_now(c->view, session_place(c->session), by, &role_has);
	if (rc != RC_OK)
		return rc;
	kept = may_keep(reg, role_has);
	if (role_has < MEMBER_PARTNER || (kept && role_has > MEMBER_PARTNER) || only_own_rows(c))
		return RC_OK; /* below a partner nothing is saved: store_save says so */
	org = owner ? record_text(c->before, owner->id) : "";
	if (kept && is_theirs(c, org))
		return RC_OK;
	fact_scan(c->view, session_place(c->session), CYCLE_COMMON "/pe/",
		  &(struct names){ role, 1 }, ask_coordinator, &ask);
	return view_fail(c->view, RC_NOT_ALLOWED, "%s can %s this%s%s", who_may(reg, org),
			 c->before->exists || reg->kind == REG_FORM ? "change" : "make",
			 *ask.who ? "; ask " : "", ask.who);
}
