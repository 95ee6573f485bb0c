/* SPDX-License-Identifier: ISC */
/* Commands that only read: status, registers, list, show, find. */
#include <stdio.h>
#include <string.h>

#include "../core/plan/attention.h"
#include "../core/out/export.h"
#include "../core/base/json.h"
#include "../core/store/keys.h"
#include "../core/plan/small.h"
#include "cli.h"

static enum rc the_word(const struct cli *c, const char *what, const char **out, struct err *err)
{
	if (c->nwords != 1)
		return err_set(err, RC_USAGE, "cairn %s takes one %s; see cairn %s --help",
			       c->command->name, what, c->command->name);
	*out = c->word[0];
	return RC_OK;
}

static enum rc the_register(const struct cli *c, const char *name, const struct reg **out,
			    struct err *err)
{
	const struct reg *r = schema_reg(cli_session(c)->schema, name);

	if (!r || r->kind != REG_REGISTER)
		return err_set(err, RC_NOT_FOUND,
			       "there is no register '%s'; cairn registers lists them", name);
	*out = r;
	return RC_OK;
}

/* status */

static const char *machine_word(enum task_status t)
{
	static const char *const words[] = {
		[TASK_NOT_STARTED] = "not_started",
		[TASK_IN_PROGRESS] = "in_progress",
		[TASK_COMPLETED] = "completed",
		[TASK_CANNOT_START] = "cannot_start_yet",
	};

	return words[t];
}

/* What has a day: late, or due soon. */
static bool is_due(const struct concern *c)
{
	return c->due.y && (c->kind == CONCERN_LATE || c->kind == CONCERN_DUE);
}

static void status_json(struct buf *b, const struct progress *p, const struct attention *all)
{
	struct jout j;

	jout_init(&j, b);
	jout_object(&j, NULL);
	jout_array(&j, "tasks");
	for (size_t i = 0; i < p->n; i++) {
		const struct task *t = &p->task[i];

		jout_object(&j, NULL);
		jout_text(&j, "stage", t->stage->id);
		jout_text(&j, "id", t->activity->id);
		jout_text(&j, "title", t->activity->title);
		jout_text(&j, "status", machine_word(t->status));
		jout_int(&j, "items", (long long)t->tally.items);
		jout_int(&j, "done", (long long)t->tally.done);
		jout_int(&j, "not_needed", (long long)t->tally.not_needed);
		jout_int(&j, "not_known", (long long)t->tally.not_known);
		jout_int(&j, "in_progress", (long long)t->tally.in_progress);
		jout_int(&j, "questions", (long long)t->tally.questions);
		jout_int(&j, "answered", (long long)t->tally.answered);
		jout_int(&j, "records", (long long)t->tally.records);
		jout_end(&j, '}');
	}
	jout_end(&j, ']');
	jout_array(&j, "due");
	for (size_t i = 0; i < all->n; i++) {
		const struct concern *c = &all->v[i];
		char day[11] = "";

		if (!is_due(c))
			continue;
		date_iso(c->due, day);
		jout_object(&j, NULL);
		jout_text(&j, "text", c->title);
		jout_text(&j, "due", day);
		jout_bool(&j, "late", c->kind == CONCERN_LATE);
		jout_end(&j, '}');
	}
	jout_end(&j, ']');
	jout_end(&j, '}');
}

static void status_due(struct buf *b, const struct attention *all)
{
	bool begun = false;

	for (size_t i = 0; i < all->n; i++) {
		const struct concern *c = &all->v[i];
		char day[32];

		if (!is_due(c))
			continue;
		date_words(c->due, day);
		buf_printf(b, "%s  %s %s on %s\n", begun ? "" : "\nNeeds attention\n", c->title,
			   c->kind == CONCERN_LATE ? "was due" : "is due", day);
		begun = true;
	}
}

static void status_text(const struct cli *c, struct buf *b, const struct progress *p,
			const struct attention *all)
{
	const struct schema *schema = cli_session(c)->schema;

	buf_printf(b, "%s, cycle %s\n", c->app.name ? c->app.name : "", cli_session(c)->cycle);
	for (size_t s = 0; s < schema->nstages; s++) {
		buf_printf(b, "\n%s: %zu of %zu completed%s\n", schema->stages[s].title,
			   p->stage_done[s], p->stage_all[s], p->stage_closed[s] ? ", closed" : "");
		for (size_t i = 0; i < p->n; i++) {
			const struct task *t = &p->task[i];

			if (t->stage == &schema->stages[s])
				buf_printf(b, "  %-46s %-17s %zu of %zu in place\n",
					   t->activity->title, task_status_word(t->status),
					   t->tally.done, t->tally.items);
		}
	}
	status_due(b, all);
}

enum rc cmd_status(struct cli *c, struct err *err)
{
	struct progress p;
	struct attention all;
	struct buf b = { 0 };
	enum rc rc = progress_load(cli_session(c), NULL, c->arena, &p, err);

	if (rc == RC_OK)
		rc = attention_load(cli_session(c), cli_on(c, OPT_JSON), c->arena, &all, err);
	if (rc != RC_OK)
		return rc;
	if (cli_on(c, OPT_JSON))
		status_json(&b, &p, &all);
	else
		status_text(c, &b, &p, &all);
	return cli_done(&b, RC_OK, err);
}

/* registers */

enum rc cmd_registers(struct cli *c, struct err *err)
{
	const struct schema *schema = cli_session(c)->schema;
	const struct reg *one = NULL;
	struct buf b = { 0 };
	struct jout j;

	if (c->nwords) {
		enum rc rc = the_register(c, c->word[0], &one, err);

		return rc ? rc : cli_fields(c, one, err);
	}
	jout_init(&j, &b);
	if (cli_on(c, OPT_JSON))
		jout_array(&j, NULL);
	for (size_t i = 0; i < schema->nregisters; i++) {
		const struct reg *r = &schema->registers[i];
		size_t n;

		if (r->kind != REG_REGISTER)
			continue;
		n = list_count(cli_session(c), r, LIFE_LIVE);
		if (!cli_on(c, OPT_JSON)) {
			buf_printf(&b, "%-14s %-3s %6zu  %s\n", r->id, r->prefix, n, r->title);
			continue;
		}
		jout_object(&j, NULL);
		jout_text(&j, "id", r->id);
		jout_text(&j, "prefix", r->prefix);
		jout_text(&j, "title", r->title);
		jout_int(&j, "entries", (long long)n);
		jout_end(&j, '}');
	}
	if (cli_on(c, OPT_JSON))
		jout_end(&j, ']');
	return cli_done(&b, RC_OK, err);
}

/* list */

/* What a command prints leaves the program: small counts go as they do in an export. */
static enum rc smalls_of(const struct cli *c, const struct reg *reg, const char *cycle,
			 struct smalls *out, struct err *err)
{
	*out = (struct smalls){ 0 };
	return smalls_concern(cli_session(c)->schema, reg)
		       ? smalls_read(cli_session(c), cycle, c->arena, out, err)
		       : RC_OK;
}

static void list_text(const struct cli *c, const struct list_query *q, const struct listing *l,
		      const struct smalls *smalls, struct buf *b)
{
	for (size_t i = 0; i < l->n; i++) {
		char shown[49];

		if (!smalls_hold(smalls, l->row[i].id, q->where, q->nwhere))
			continue;
		id_shown(l->row[i].id, shown);
		buf_printf(b, "%-8s %s%s%s%s", shown, l->row[i].title,
			   strcmp(l->row[i].life, "live") ? " [" : "",
			   strcmp(l->row[i].life, "live") ? l->row[i].life : "",
			   strcmp(l->row[i].life, "live") ? "]" : "");
		for (size_t k = 1; k < l->ncolumns; k++)
			if (l->row[i].cell[k][0])
				buf_printf(b, "; %s: %s", l->column[k]->label,
					   smalls_hide(smalls, l->row[i].id, l->column[k]->id)
						   ? SMALL_TEXT
						   : value_shown(l->column[k], l->row[i].cell[k],
								 c->arena));
		buf_char(b, '\n');
	}
}

/* A word as it is stored: an option by its id or label, "" for no answer, "*" for any. */
static enum rc where_word(const struct cli *c, const struct field *f, const char *word,
			  const char **out, struct err *err)
{
	*out = word;
	if (*word == '\0' || strcmp(word, "*") == 0 || f->type == TYPE_MULTI ||
	    f->type == TYPE_REFS || f->type == TYPE_GROUP || f->type == TYPE_ROWS) {
		char id[49];

		if (f->type == TYPE_REFS && id_stored(word, id))
			*out = arena_str(c->arena, id);
		return RC_OK;
	}
	return value_parse(f, word, cli_session(c)->today, c->arena, out, err);
}

/* field=word,word;field=word */
static enum rc read_where(const struct cli *c, const struct reg *reg, struct cond **out, size_t *n,
			  struct err *err)
{
	char *at = arena_str(c->arena, c->value[OPT_WHERE] ? c->value[OPT_WHERE] : ""), *next;
	enum rc rc = RC_OK;

	*out = arena_array(c->arena, strlen(at) + 1, sizeof(**out));
	for (*n = 0; *at && rc == RC_OK; at = next) {
		char *words = strchr(at, '='), *end;
		const struct field *f;
		struct cond *cond = &(*out)[(*n)++];

		next = at + strcspn(at, ";");
		if (*next)
			*next++ = '\0';
		if (!words || words > next)
			return err_set(err, RC_USAGE, "write '%s' as field=word", at);
		*words++ = '\0';
		f = reg_field(reg, at);
		if (!f)
			return cli_no_field(reg, at, err);
		cond->field = f->id;
		cond->is.v = arena_array(c->arena, strlen(words) + 1, sizeof(char *));
		for (; rc == RC_OK; words = end + 1) {
			end = words + strcspn(words, ",");
			rc = where_word(c, f, arena_strn(c->arena, words, (size_t)(end - words)),
					&cond->is.v[cond->is.n], err);
			cond->is.n++;
			if (*end == '\0')
				break;
		}
	}
	return rc;
}

enum rc cmd_list(struct cli *c, struct err *err)
{
	const enum life_filter life = cli_on(c, OPT_ALL)        ? LIFE_ALL
				      : cli_on(c, OPT_ARCHIVED) ? LIFE_ARCHIVED
								: LIFE_LIVE;
	struct export_opts o = {
		.with_restricted = cli_on(c, OPT_RESTRICTED),
		.with_versions = cli_on(c, OPT_VERSIONS),
		.life = life,
	};
	struct list_query q = { .life = life };
	struct left_out left = { 0 };
	struct smalls smalls;
	struct cond *where = NULL;
	struct listing l;
	struct buf b = { 0 };
	const struct reg *reg = NULL;
	const char *word = NULL;
	enum rc rc = the_word(c, "register", &word, err);

	if (rc == RC_OK)
		rc = the_register(c, word, &reg, err);
	if (!reg)
		return rc;
	rc = read_where(c, reg, &where, &q.nwhere, err);
	if (rc != RC_OK)
		return rc;
	o.where = q.where = where;
	o.nwhere = q.nwhere;
	if (cli_on(c, OPT_JSON) || cli_on(c, OPT_CSV)) {
		rc = cli_on(c, OPT_JSON) ? export_list_json(cli_session(c), reg, &o, &b, &left, err)
					 : export_csv(cli_session(c), reg, &o, &b, &left, err);
		return cli_out(c, &b, rc, err);
	}
	rc = smalls_of(c, reg, NULL, &smalls, err);
	if (rc == RC_OK)
		rc = list_load(cli_session(c), reg, &q, c->arena, &l, err);
	if (rc == RC_OK)
		list_text(c, &q, &l, &smalls, &b);
	smalls_clear(&smalls);
	return cli_done(&b, rc, err);
}

/* show */

/* As it is typed for cairn set: ids as they are shown. */
static void row_part(const struct cli *c, const struct field *rows, const struct pair *part,
		     struct buf *b)
{
	const struct field *f = rows ? field_sub(rows, part->name) : NULL;

	buf_printf(b, " %s=%s;", part->name,
		   f && f->type == TYPE_REF ? value_typed(f, part->text, c->arena) : part->text);
}

static void record_lines(const struct cli *c, const struct record *r, const struct smalls *smalls,
			 struct buf *b)
{
	char shown[49];

	id_shown(r->id, shown);
	buf_printf(b, "%s %s\n", shown, r->title);
	for (size_t i = 0; i < r->reg->nfields; i++) {
		const struct field *f = &r->reg->fields[i];

		if (r->field[i].text[0])
			buf_printf(b, "  %s: %s\n", f->id,
				   smalls_hide(smalls, r->id, f->id)
					   ? SMALL_TEXT
					   : value_shown(f, r->field[i].text, c->arena));
	}
	for (size_t i = 0; i < r->nrows; i++) {
		buf_printf(b, "  %s.%s:", r->rows[i].field, r->rows[i].name);
		for (size_t k = 0; k < r->rows[i].values.n; k++)
			row_part(c, reg_field(r->reg, r->rows[i].field), &r->rows[i].values.v[k],
				 b);
		buf_char(b, '\n');
	}
	for (size_t i = 0; i < r->ngone; i++)
		buf_printf(b, "  %s (no longer asked): %s\n", r->gone[i].name, r->gone[i].text);
}

static enum rc link_lines(const struct cli *c, const struct record *r, struct buf *b,
			  struct err *err)
{
	for (int back = 0; back < 2; back++) {
		struct link *v;
		size_t n;
		enum rc rc = record_links(cli_session(c), r, back, c->arena, &v, &n, err);

		if (rc != RC_OK)
			return rc;
		for (size_t i = 0; i < n; i++) {
			char shown[49];

			id_shown(v[i].id, shown);
			buf_printf(b, "  %s %s %s (%s)%s\n", back ? "<-" : "->", shown, v[i].title,
				   v[i].field, v[i].archived ? ", archived" : "");
		}
	}
	return RC_OK;
}

/* What the templates no longer ask was answered about an item or question that they have no more. */
static bool answered_once(const struct cli *c, const char *id, struct record *out)
{
	const struct schema *schema = cli_session(c)->schema;

	for (size_t i = 0; i < schema->nregisters; i++) {
		struct err none = { 0 };

		if (schema->registers[i].kind == REG_FORM &&
		    record_load(cli_session(c), &schema->registers[i], id, c->arena, out, &none) ==
			    RC_OK &&
		    out->exists && !out->ngone)
			return true;
	}
	return false;
}

/* An entry by its id, or the answers about a checklist item or a question. */
enum rc find_thing(const struct cli *c, const char *id, struct record *out, struct err *err)
{
	const struct session *s = cli_session(c);
	const struct checklist *list;
	const struct question_set *set;
	const struct reg *form = NULL;
	enum rc rc;

	if (schema_item(s->schema, id, &list))
		form = schema_reg(s->schema, list->form ? list->form : "item");
	else if (schema_question(s->schema, id, &set))
		form = schema_reg(s->schema, set->form ? set->form : "question");
	else if (schema_activity(s->schema, id, NULL))
		form = schema_reg(s->schema, "task");
	else if (schema_stage(s->schema, id))
		form = schema_reg(s->schema, "close");
	if (!form) {
		rc = record_find(s, id, c->arena, out, err);
		return rc == RC_NOT_FOUND && answered_once(c, id, out) ? (err_clear(err), RC_OK)
								       : rc;
	}
	rc = record_load(s, form, id, c->arena, out, err);
	if (rc == RC_NOT_FOUND) { /* not answered yet */
		err_clear(err);
		*out = (struct record){ .reg = form, .id = id, .cycle = s->cycle, .title = id };
		out->field = arena_array(c->arena, form->nfields, sizeof(*out->field));
		for (size_t i = 0; i < form->nfields; i++)
			out->field[i].text = out->field[i].person = "";
		rc = RC_OK;
	}
	return rc;
}

enum rc cmd_show(struct cli *c, struct err *err)
{
	const struct export_opts o = { .with_versions = cli_on(c, OPT_VERSIONS) };
	struct smalls smalls;
	struct record r;
	struct buf b = { 0 };
	const char *id = NULL;
	size_t apart;
	enum rc rc = the_word(c, "id", &id, err);

	if (rc == RC_OK)
		rc = find_thing(c, id, &r, err);
	if (rc != RC_OK)
		return rc;
	if (cli_on(c, OPT_JSON))
		return cli_done(&b, export_record_json(cli_session(c), &r, &o, &b, err), err);
	rc = smalls_of(c, r.reg, r.cycle, &smalls, err);
	if (rc != RC_OK)
		return rc;
	apart = record_keep_apart(cli_session(c), &r);
	record_lines(c, &r, &smalls, &b);
	if (apart)
		buf_printf(&b, "  (%zu scores of others are shown with --together)\n", apart);
	smalls_clear(&smalls);
	return cli_done(&b, r.reg->kind == REG_REGISTER ? link_lines(c, &r, &b, err) : RC_OK, err);
}

/* find */

static const char *const hit_words[] = {
	[HIT_RECORD] = "entry",      [HIT_ITEM] = "checklist", [HIT_QUESTION] = "question",
	[HIT_ACTIVITY] = "guidance", [HIT_TERM] = "word",      [HIT_REGISTER] = "register",
	[HIT_VIEW] = "view",         [HIT_REPORT] = "report",
};

enum rc cmd_find(struct cli *c, struct err *err)
{
	struct hit *hits;
	struct buf b = { 0 };
	struct jout j;
	struct names restricted = { NULL, 0 };
	const char *text = NULL;
	size_t n, left_out = 0;
	enum rc rc = cli_may_tell(c, err);

	rc = rc ? rc : the_word(c, "text", &text, err);
	if (rc == RC_OK)
		rc = find_anything(cli_session(c), text, 200, c->arena, &hits, &n, err);
	if (rc == RC_OK && cli_goes_out(c))
		rc = restricted_read(cli_session(c), c->arena, &restricted, err);
	if (rc != RC_OK)
		return rc;
	jout_init(&j, &b);
	if (cli_on(c, OPT_JSON))
		jout_array(&j, NULL);
	for (size_t i = 0; i < n && rc == RC_OK; i++) {
		char shown[49];

		id_shown(hits[i].id, shown);
		if (!cli_on(c, OPT_JSON)) {
			buf_printf(&b, "%-10s %-24s %s\n", hit_words[hits[i].kind], shown,
				   hits[i].title);
			continue;
		}
		if (restricted_entry(&restricted, hits[i].id)) {
			left_out++;
			continue;
		}
		if (hits[i].kind == HIT_RECORD && cli_goes_out(c))
			rc = record_title_told(cli_session(c), hits[i].id, c->arena, &hits[i].title,
					       err);
		jout_object(&j, NULL);
		jout_text(&j, "kind", hit_words[hits[i].kind]);
		jout_text(&j, "id", shown);
		jout_text(&j, "title", hits[i].title);
		jout_end(&j, '}');
	}
	cli_say_left_out(left_out);
	if (cli_on(c, OPT_JSON))
		jout_end(&j, ']');
	return cli_done(&b, rc, err);
}
