/* SPDX-License-Identifier: ISC */
/* What the cycle before offers, and what was said of it. */
#include <string.h>

#include "carry_internal.h"
#include "../records/made.h"
#include "../base/text.h"

static const char *const words[CARRY_ANSWERS] = { "", "yes", "changed", "no", "later" };

const char *carry_word(enum carry_answer a)
{
	return words[a];
}

enum carry_answer carry_read(const char *word)
{
	for (int i = 1; i < CARRY_ANSWERS; i++)
		if (!strcmp(words[i], word))
			return (enum carry_answer)i;
	return CARRY_OPEN;
}

/* What is in the new cycle already, by what it came from, by what occurs once and by its title. */
struct here {
	struct dict from, key, title;
};

struct offering {
	const struct session *s;
	struct view *v;
	struct arena *a;
	struct carry_list *out;
	size_t cap;
	struct here here;
	struct records said; /* answers of the form, by old id */
};

static const char *folded(const char *text, struct arena *a)
{
	struct buf b = { 0 };
	const char *out;

	text_fold(&b, text);
	out = arena_str(a, buf_text(&b));
	buf_clear(&b);
	return out;
}

/* The fields that occur once, where they say it without another entry: a link leads elsewhere here. */
static size_t key_fields(const struct reg *reg)
{
	for (size_t i = 0; i < reg->unique.n; i++) {
		const struct field *f = reg_field(reg, reg->unique.v[i]);

		if (!f || f->type == TYPE_REF || f->type == TYPE_REFS)
			return 0;
	}
	return reg->unique.n;
}

static const char *key_of(const struct list_row *row, size_t n, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; i < n; i++) {
		if (!row->cell[i][0])
			return "";
		out = arena_printf(a, "%s%s\n", out, row->cell[i]);
	}
	return folded(out, a);
}

/* Its columns: the fields that occur once, then where it was carried from. */
static enum rc list_of(struct offering *o, const struct reg *reg, const char *cycle,
		       enum life_filter life, struct listing *out)
{
	size_t n = key_fields(reg);
	struct names columns = { arena_array(o->a, n + 1, sizeof(char *)), 0 };
	struct list_query q = { .columns = &columns, .life = life, .cycle = cycle };

	for (size_t i = 0; i < n; i++)
		columns.v[columns.n++] = reg->unique.v[i];
	columns.v[columns.n++] = FIELD_CARRIED;
	return list_load_in(o->v, o->s, reg, &q, o->a, out);
}

static enum rc look_here(struct offering *o, const struct reg *reg)
{
	size_t n = key_fields(reg);
	struct listing l;
	enum rc rc = list_of(o, reg, o->s->cycle, LIFE_ALL, &l);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		const struct list_row *row = &l.row[i];
		const char *key = key_of(row, n, o->a);

		if (row->cell[n][0]) {
			dict_put(&o->here.from, row->cell[n], row->id);
			continue; /* it is something of the old cycle already */
		}
		if (*key)
			dict_put(&o->here.key, arena_printf(o->a, "%s\n%s", reg->key, key),
				 row->id);
		dict_put(&o->here.title,
			 arena_printf(o->a, "%s\n%s", reg->key, folded(row->title, o->a)), row->id);
	}
	return rc;
}

static struct carry_line *add_line(struct offering *o)
{
	o->out->v = arena_grown(o->a, o->out->v, o->out->n, &o->cap, sizeof(*o->out->v));
	return &o->out->v[o->out->n++];
}

static void count(struct carry_list *l, const struct carry_line *line)
{
	if (line->to)
		l->carried++;
	else if (line->answer == CARRY_YES || line->answer == CARRY_CHANGED)
		l->ready++;
	else if (line->answer == CARRY_OPEN)
		l->open++;
}

static enum rc offer(struct offering *o, const struct reg *reg)
{
	size_t n = key_fields(reg);
	struct listing l;
	enum rc rc = look_here(o, reg);

	if (rc == RC_OK)
		rc = list_of(o, reg, o->out->from, LIFE_LIVE, &l);
	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		const struct list_row *row = &l.row[i];
		const char *key = key_of(row, n, o->a);
		struct carry_line *line = add_line(o);

		*line = (struct carry_line){
			.reg = reg, .id = row->id, .title = row->title, .why = ""
		};
		line->to = dict_get(&o->here.from, row->id);
		if (!line->to && *key)
			line->same =
				dict_get(&o->here.key, arena_printf(o->a, "%s\n%s", reg->key, key));
		if (!line->to && !line->same)
			line->same =
				dict_get(&o->here.title, arena_printf(o->a, "%s\n%s", reg->key,
								      folded(row->title, o->a)));
	}
	return rc;
}

/* The answers, read as facts: one for each entry that anything was said of. */
struct answers {
	struct offering *o;
	struct dict at; /* old id: its line */
	const struct reg *form;
	size_t prefix;
};

static bool take_answer(void *arg, const struct fact *f)
{
	struct answers *t = arg;
	const char *id = f->name + t->prefix, *name = strchr(id, '/');
	const struct carry_line *known =
		name ? dict_get(&t->at, arena_strn(t->o->a, id, (size_t)(name - id))) : NULL;
	struct carry_line *line;
	struct pairs p;

	if (!known)
		return true;
	line = &t->o->out->v[known - t->o->out->v];
	p = fact_answers(t->form, name + 1, arena_strn(t->o->a, f->text, f->len), t->o->a);
	line->answer = carry_read(pairs_get(&p, "answer"));
	line->why = pairs_get(&p, "why");
	line->seen = f->at;
	return true;
}

static enum rc read_answers(struct offering *o)
{
	struct answers t = { .o = o, .form = schema_reg(o->s->schema, FORM_CARRY) };
	const char *prefix;
	enum rc rc;

	if (!t.form)
		return RC_OK;
	for (size_t i = 0; i < o->out->n; i++)
		dict_put(&t.at, o->out->v[i].id, &o->out->v[i]);
	prefix = arena_printf(o->a, "%s/%s/", o->s->cycle, t.form->key);
	t.prefix = strlen(prefix);
	rc = fact_scan(o->v, session_place(o->s), prefix, NULL, take_answer, &t);
	dict_clear(&t.at);
	return rc;
}

/* The cycle before the session's; NULL where it is the first. */
static enum rc name_before(struct offering *o)
{
	struct names cycles;
	struct fact title;
	enum rc rc = record_cycles(o->v, o->s, o->a, &cycles);

	for (size_t i = 1; rc == RC_OK && i < cycles.n; i++)
		if (!strcmp(cycles.v[i], o->s->cycle))
			o->out->from = cycles.v[i - 1];
	if (rc != RC_OK || !o->out->from)
		return rc;
	o->out->from_title = o->out->from;
	rc = fact_get(o->v, session_place(o->s),
		      arena_printf(o->a, "%s/cy/%s/title", o->out->from, o->out->from), o->a,
		      &title);
	if (rc == RC_OK && title.text[0])
		o->out->from_title = title.text;
	return rc == RC_NOT_FOUND ? RC_OK : rc;
}

static bool is_offered(const struct reg *reg)
{
	return reg && reg->kind == REG_REGISTER && reg->carry == CARRY_ASK && !reg->scope;
}

/* In the order of the cycle: who takes part before what there is, and that before what is lacking. */
static enum rc offer_all(struct offering *o)
{
	const struct schema *schema = o->s->schema;
	bool *done = arena_array(o->a, schema->nregisters + 1, sizeof(*done));
	enum rc rc = RC_OK;

	for (size_t i = 0; i < schema->nstages; i++) {
		for (size_t k = 0; k < schema->stages[i].nactivities; k++) {
			const struct names *in = &schema->stages[i].activities[k].registers;

			for (size_t j = 0; j < in->n && rc == RC_OK; j++) {
				const struct reg *reg = schema_reg(schema, in->v[j]);

				if (!is_offered(reg) || done[reg - schema->registers])
					continue;
				done[reg - schema->registers] = true;
				rc = offer(o, reg);
			}
		}
	}
	for (size_t i = 0; rc == RC_OK && i < schema->nregisters; i++)
		if (is_offered(&schema->registers[i]) && !done[i])
			rc = offer(o, &schema->registers[i]);
	return rc;
}

enum rc carry_load_in(struct view *v, const struct session *s, struct arena *a,
		      struct carry_list *out)
{
	struct offering o = { .s = s, .v = v, .a = a, .out = out };
	enum rc rc;

	*out = (struct carry_list){ 0 };
	rc = name_before(&o);
	if (rc == RC_OK && out->from)
		rc = offer_all(&o);
	if (rc == RC_OK)
		rc = read_answers(&o);
	for (size_t i = 0; i < out->n; i++)
		count(out, &out->v[i]);
	dict_clear(&o.here.from);
	dict_clear(&o.here.key);
	dict_clear(&o.here.title);
	return rc;
}

struct loading {
	const struct session *s;
	struct arena *a;
	struct carry_list *out;
};

static enum rc load(struct view *v, void *arg)
{
	struct loading *l = arg;

	return carry_load_in(v, l->s, l->a, l->out);
}

enum rc carry_load(const struct session *s, struct arena *a, struct carry_list *out,
		   struct err *err)
{
	return store_picture(s->store, load, &(struct loading){ s, a, out }, err);
}

enum rc carry_say(const struct session *s, const struct carry_line *line, enum carry_answer answer,
		  const char *why, struct saved *out, struct err *err)
{
	const struct reg *form = schema_reg(s->schema, FORM_CARRY);
	struct put puts[] = {
		{ .field = "answer", .text = carry_word(answer), .seen = line->seen },
		{ .field = "why", .text = why ? why : "", .seen = line->seen },
	};

	if (!form)
		return err_set(err, RC_NOT_FOUND, "these templates have no form '%s'", FORM_CARRY);
	return record_save(s, form, line->id, "tick", puts, 2, NULL, NULL, out, err);
}
