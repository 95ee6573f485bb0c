/* SPDX-License-Identifier: ISC */
#include "ends.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../records/value_internal.h"
#include "view_read.h"

enum { NAMES_SHOWN = 3 };

struct touch { /* a link from what hangs on something to that */
	size_t part;
	uint32_t target;
	size_t ending; /* SIZE_MAX: it stays */
	size_t before; /* 1 + the touch of the same target before this one */
};

struct finding {
	struct ends *e;
	struct view_read *r;
	size_t *place; /* of a node: 1 + its ending; 0: it does not end in time */
	bool *can_end; /* of a node: it is of a part that is `ends` */
	size_t *last;  /* of a node: 1 + the last touch of it; 0: none */
	struct touch *touch;
	size_t n, cap;
};

static bool is_part(const struct view_part *p, const char *as)
{
	return strcmp(p->as, as) == 0;
}

/* What ends */

/* Its kind is one of those that do not go on by themselves, or nobody knows the kind. */
static bool may_end(const struct finding *f, const struct view_part *p, uint32_t node)
{
	const char *kind = part_field(p, "kind"), *at = part_told(p, "fragile"), *word, *text;
	size_t len;

	text = kind ? view_text(f->r, node, kind, f->r->arena) : "";
	while (*text && at && list_next(&at, &word, &len))
		if (strlen(text) == len && strncmp(text, word, len) == 0)
			return true;
	return strcmp(text, VALUE_NOT_KNOWN) == 0;
}

static void add_ending(struct finding *f, size_t part, uint32_t node)
{
	const struct view_part *p = &f->e->view->parts[part];
	struct ending e = { .reg = web_part_at(&f->r->web, node)->reg,
			    .id = f->r->web.node[node].id,
			    .node = node,
			    .part = part };
	bool dated = view_day(f->r, node, part_field(p, "date"), &e.last);

	f->can_end[node] = true;
	e.money_known = view_number(f->r, node, part_field(p, "money"), &e.money);
	e.people_known = view_number(f->r, node, part_field(p, "people"), &e.people);
	if (!dated && may_end(f, p, node))
		f->e->undated[f->e->nundated++] = e;
	if (!dated || date_compare(e.last, f->e->before) >= 0)
		return;
	f->e->money += e.money;
	f->e->people += e.people;
	f->e->no_money += !e.money_known;
	f->e->no_people += !e.people_known && part_field(p, "people");
	f->e->ending[f->e->n++] = e;
}

static int by_day(const void *va, const void *vb)
{
	const struct ending *a = va, *b = vb;
	int d = date_compare(a->last, b->last);

	if (a->part != b->part)
		return (a->part > b->part) - (a->part < b->part);
	return d ? d : (a->node > b->node) - (a->node < b->node);
}

static void find_endings(struct finding *f)
{
	struct ends *e = f->e;

	e->ending = arena_array(f->r->arena, (size_t)f->r->web.n + 1, sizeof(*e->ending));
	e->undated = arena_array(f->r->arena, (size_t)f->r->web.n + 1, sizeof(*e->undated));
	for (size_t i = 0; i < e->view->nparts; i++) {
		const struct view_part *p = &e->view->parts[i];
		struct view_entry *entry;
		size_t n = is_part(p, "ends") ? view_entries(f->r, p, &entry) : 0;

		e->counts_people =
			e->counts_people || (is_part(p, "ends") && part_field(p, "people"));
		for (size_t k = 0; k < n; k++)
			add_ending(f, i, entry[k].node);
	}
	if (e->n > 0)
		qsort(e->ending, e->n, sizeof(*e->ending), by_day);
	for (size_t i = 0; i < e->n; i++) {
		f->place[e->ending[i].node] = i + 1;
		e->ending[i].touches =
			arena_array(f->r->arena, e->view->nparts + 1, sizeof(size_t));
	}
}

/* What hangs on it */

static void add_touch(struct finding *f, size_t part, uint32_t target, size_t ending)
{
	f->touch = arena_grown(f->r->arena, f->touch, f->n, &f->cap, sizeof(*f->touch));
	f->touch[f->n++] = (struct touch){ part, target, ending, f->last[target] };
	f->last[target] = f->n;
}

static void add_touch_of(struct finding *f, size_t part, uint32_t target, uint32_t to)
{
	add_touch(f, part, target, f->place[to] ? f->place[to] - 1 : SIZE_MAX);
}

/* What is touched hands on what ends. */
static void follow_through(struct finding *f, size_t part, uint32_t node, uint32_t through)
{
	for (size_t i = f->last[through]; i > 0; i = f->touch[i - 1].before) {
		const struct touch *t;

		assert(f->touch); /* for one is the last of it */
		t = &f->touch[i - 1];
		if (t->part != part && t->ending != SIZE_MAX)
			add_touch(f, part, node, t->ending);
	}
}

static bool is_column(const struct web_part *p, const struct web_link *l, const char *field)
{
	return field && strcmp(p->fields.v[l->column], field) == 0;
}

/* From what links: the entry itself is touched, or what it is about. */
static void follow(struct finding *f, size_t part, uint32_t node)
{
	const struct view_part *p = &f->e->view->parts[part];
	const struct web *w = &f->r->web;
	const struct web_part *of = web_part_at(w, node);
	const char *ends = part_field(p, "ends"), *on = part_field(p, "on");
	const char *through = part_field(p, "through");

	for (uint32_t i = w->out_at[node]; i < w->out_at[node + 1]; i++) {
		uint32_t to = w->out[i].to;

		if (is_column(of, &w->out[i], through))
			follow_through(f, part, node, to);
		if (!is_column(of, &w->out[i], ends) || !f->can_end[to])
			continue;
		if (!on)
			add_touch_of(f, part, node, to);
		for (uint32_t k = w->out_at[node]; on && k < w->out_at[node + 1]; k++) {
			uint32_t about = w->out[k].to;

			if (is_column(of, &w->out[k], on) && !w->node[about].archived)
				add_touch_of(f, part, about, to);
		}
	}
}

static int by_target(const void *va, const void *vb)
{
	const struct touch *a = va, *b = vb;

	if (a->part != b->part)
		return (a->part > b->part) - (a->part < b->part);
	if (a->target != b->target)
		return (a->target > b->target) - (a->target < b->target);
	return (a->ending > b->ending) - (a->ending < b->ending);
}

/* Those that nothing stays for first, then those that lose most. */
static int by_loss(const void *va, const void *vb)
{
	const struct touched *a = va, *b = vb;

	if (a->part != b->part)
		return (a->part > b->part) - (a->part < b->part);
	if ((a->stays == 0) != (b->stays == 0))
		return a->stays == 0 ? -1 : 1;
	if (a->nends != b->nends)
		return a->nends > b->nends ? -1 : 1;
	return (a->node > b->node) - (a->node < b->node);
}

/* The touches from..to are of one target. */
static void add_touched(struct finding *f, size_t from, size_t to)
{
	struct ends *e = f->e;
	const struct touch *t = &f->touch[from];
	size_t *ends = arena_array(f->r->arena, to - from + 1, sizeof(*ends));
	struct touched out = { .reg = web_part_at(&f->r->web, t->target)->reg,
			       .id = f->r->web.node[t->target].id,
			       .node = t->target,
			       .part = t->part,
			       .ends = ends };

	for (size_t i = from; i < to; i++) {
		size_t ending = f->touch[i].ending;

		if (ending == SIZE_MAX) {
			out.stays++;
		} else if (i == from || ending != f->touch[i - 1].ending) {
			ends[out.nends++] = ending;
			e->ending[ending].touches[t->part]++;
		}
	}
	if (out.nends > 0)
		e->touched[e->ntouched++] = out;
}

static void find_touched(struct finding *f)
{
	struct ends *e = f->e;

	for (size_t i = 0; i < e->view->nparts; i++) {
		const struct view_part *p = &e->view->parts[i];
		struct view_entry *entry;
		size_t n = is_part(p, "touches") ? view_entries(f->r, p, &entry) : 0;

		for (size_t k = 0; k < n; k++)
			follow(f, i, entry[k].node);
	}
	if (f->n > 0)
		qsort(f->touch, f->n, sizeof(*f->touch), by_target);
	e->touched = arena_array(f->r->arena, f->n + 1, sizeof(*e->touched));
	for (size_t i = 0, to; i < f->n; i = to) {
		for (to = i; to < f->n && f->touch[to].part == f->touch[i].part &&
			     f->touch[to].target == f->touch[i].target;)
			to++;
		add_touched(f, i, to);
	}
	if (e->ntouched > 0)
		qsort(e->touched, e->ntouched, sizeof(*e->touched), by_loss);
}

/* Before which day */

static enum rc find_day(struct ends *e, const struct session *s, const char *day, struct err *err)
{
	e->before = (struct date){ date_year(s->today) + 1, 4, 1 };
	if (day && !date_read_iso(day, &e->before))
		return err_set(err, RC_INVALID, "'%.40s' is no date", day);
	return RC_OK;
}

static enum rc work_out(struct view_read *r, struct ends *e, struct err *err)
{
	struct finding f = { .e = e, .r = r };
	enum rc rc;

	view_wish_parts(r);
	rc = view_read_load(r, err);
	if (rc != RC_OK)
		return rc;
	f.place = arena_array(r->arena, (size_t)r->web.n + 1, sizeof(*f.place));
	f.can_end = arena_array(r->arena, (size_t)r->web.n + 1, sizeof(*f.can_end));
	f.last = arena_array(r->arena, (size_t)r->web.n + 1, sizeof(*f.last));
	find_endings(&f);
	find_touched(&f);
	return RC_OK;
}

enum rc ends_load(const struct session *s, const struct view *v, const struct view_asked *asked,
		  struct arena *a, struct ends *out, struct err *err)
{
	enum rc rc;

	*out = (struct ends){ .view = v, .read = arena_alloc(a, sizeof(*out->read)) };
	*out->read = (struct view_read){ .session = s, .view = v, .asked = asked, .arena = a };
	out->read->wish = arena_array(a, s->schema->nregisters + 1, sizeof(*out->read->wish));
	rc = find_day(out, s, asked->day, err);
	if (rc == RC_OK)
		rc = work_out(out->read, out, err);
	out->left_out = out->read->left_out;
	return rc;
}

const char *ends_title(const struct ends *e, uint32_t node, struct arena *a)
{
	return web_title(&e->read->web, node, a);
}

/* In lines */

static const char *day_words(struct date d, struct arena *a)
{
	char words[32];

	date_words(d, words);
	return arena_str(a, words);
}

/* "Needs 2, Actions 1" */
static const char *touches_words(const struct ends *e, const struct ending *d, struct arena *a)
{
	const char *out = "";

	for (size_t i = 0; i < e->view->nparts; i++) {
		const struct reg *reg = NULL;

		for (size_t k = 0; k < e->ntouched && !reg; k++)
			reg = e->touched[k].part == i ? e->touched[k].reg : NULL;
		if (reg && d->touches[i])
			out = arena_printf(a, "%s%s%s %zu", out, *out ? ", " : "", reg->title,
					   d->touches[i]);
	}
	return out;
}

/* "loses Women's hub and 2 more; 1 stays"; of what is about it: "hangs on Women's hub" */
static const char *loss_words(const struct ends *e, const struct touched *t, struct arena *a)
{
	bool loses = part_field(&e->view->parts[t->part], "on") || t->stays;
	const char *out = loses ? "loses " : "hangs on ";

	for (size_t i = 0; i < t->nends && i < NAMES_SHOWN; i++)
		out = arena_printf(a, "%s%s%s", out, i ? ", " : "",
				   ends_title(e, e->ending[t->ends[i]].node, a));
	if (t->nends > NAMES_SHOWN)
		out = arena_printf(a, "%s and %zu more", out, t->nends - NAMES_SHOWN);
	if (!loses)
		return out;
	return t->stays ? arena_printf(a, "%s; %zu %s", out, t->stays,
				       t->stays == 1 ? "stays" : "stay")
			: arena_printf(a, "%s; nothing stays", out);
}

static void tell(const struct view_table *t, const struct view_line *l, struct arena *a,
		 struct view_told *out)
{
	const struct ends *e = t->of;
	size_t after = e->n + e->ntouched;
	const struct ending *d = l->at < after ? &e->ending[l->at] : &e->undated[l->at - after];

	out->text = ends_title(e, l->node, a);
	if (l->at >= e->n && l->at < after) {
		out->cell[3] = loss_words(e, &e->touched[l->at - e->n], a);
		return;
	}
	out->cell[0] = l->at < after ? view_date(d->last, a) : "Not known";
	out->cell[1] = d->money_known ? number_grouped(arena_printf(a, "%.2f", d->money), a) : "";
	out->cell[2] = d->people_known ? arena_printf(a, "%.0f", d->people) : "";
	out->cell[3] = l->at < after ? touches_words(e, d, a) : "";
}

static void entry_line(struct view_table *t, const struct ends *e, size_t at)
{
	struct view_line *l = view_line_add(t, LINE_ENTRY, NULL);
	size_t after = e->n + e->ntouched;
	const struct touched *hit = at < e->n || at >= after ? NULL : &e->touched[at - e->n];
	const struct ending *d = at < e->n ? &e->ending[at] : hit ? NULL : &e->undated[at - after];

	l->at = (uint32_t)at;
	l->node = hit ? hit->node : d->node;
	l->reg = hit ? hit->reg : d->reg;
	l->id = hit ? hit->id : d->id;
	l->draft = e->read->web.node[l->node].draft;
	t->entries++;
}

/* What a part adds up to. */
static const char *sum_words(const struct ends *e, size_t part, struct arena *a)
{
	const struct view_part *p = &e->view->parts[part];
	double money = 0, people = 0;
	size_t no_money = 0, no_people = 0;
	const char *out;

	for (size_t i = 0; i < e->n; i++) {
		const struct ending *d = &e->ending[i];

		if (d->part != part)
			continue;
		money += d->money;
		people += d->people;
		no_money += !d->money_known;
		no_people += !d->people_known;
	}
	out = arena_printf(a, "Together %s a year", view_pounds(money, a));
	if (no_money)
		out = arena_printf(a, "%s (%zu without an amount)", out, no_money);
	if (part_field(p, "people"))
		out = arena_printf(a, "%s, %.0f people", out, people);
	if (part_field(p, "people") && no_people)
		out = arena_printf(a, "%s (%zu not known)", out, no_people);
	return arena_printf(a, "%s.", out);
}

static void add_part(struct view_table *t, const struct ends *e, size_t part, struct arena *a)
{
	struct view_line *head = NULL;

	for (size_t i = 0; i < e->n; i++) {
		if (e->ending[i].part != part)
			continue;
		if (!head)
			head = view_line_add(
				t, LINE_HEAD,
				arena_printf(a, "%s that end", e->ending[i].reg->title));
		head->count++;
		entry_line(t, e, i);
	}
	if (head)
		view_line_add(t, LINE_TEXT, sum_words(e, part, a));
	head = NULL;
	for (size_t i = 0; i < e->ntouched; i++) {
		if (e->touched[i].part != part)
			continue;
		if (!head)
			head = view_line_add(
				t, LINE_HEAD,
				arena_printf(a, "%s that it touches", e->touched[i].reg->title));
		head->count++;
		entry_line(t, e, e->n + i);
	}
}

/* What may end as well, for all that anybody noted. */
static void add_undated(struct view_table *t, const struct ends *e, struct arena *a)
{
	struct view_line *head = NULL;

	for (size_t i = 0; i < e->nundated; i++) {
		if (i == 0 || e->undated[i].part != e->undated[i - 1].part)
			head = view_line_add(t, LINE_HEAD,
					     arena_printf(a, "%s that may end, no day is noted",
							  e->undated[i].reg->title));
		head->count++;
		entry_line(t, e, e->n + e->ntouched + i);
	}
}

/* How much ends, and how many of what it carries lose something, or everything. */
static const char *summary(const struct ends *e, struct arena *a)
{
	const char *out = arena_printf(a, "%zu end before %s: %s a year", e->n,
				       day_words(e->before, a), view_pounds(e->money, a));

	if (e->counts_people)
		out = arena_printf(a, "%s, %.0f people", out, e->people);
	for (size_t i = 0; i < e->view->nparts; i++) {
		size_t hit = 0, bare = 0;
		const struct reg *reg = NULL;

		for (size_t k = 0; k < e->ntouched; k++) {
			if (e->touched[k].part != i)
				continue;
			reg = e->touched[k].reg;
			hit++;
			bare += e->touched[k].stays == 0;
		}
		if (reg && part_field(&e->view->parts[i], "on"))
			out = arena_printf(a, "%s. %s that lose something: %zu; everything: %zu",
					   out, reg->title, hit, bare);
	}
	return arena_printf(a, "%s.", out);
}

enum rc ends_make(struct view_read *r, struct view_table *out, struct err *err)
{
	struct ends *e = arena_alloc(r->arena, sizeof(*e));
	struct arena *a = r->arena;
	char iso[11];
	enum rc rc;

	*e = (struct ends){ .view = r->view, .read = r };
	rc = find_day(e, r->session, r->asked->day, err);
	if (rc == RC_OK)
		rc = work_out(r, e, err);
	if (rc != RC_OK)
		return rc;
	out->of = e;
	out->tell = tell;
	out->name = "What";
	out->column[0] = (struct view_column){ .title = "Ends" };
	out->column[1] = (struct view_column){ .title = "GBP a year" };
	out->column[2] = (struct view_column){ .title = e->counts_people ? "People" : "" };
	out->column[3] = (struct view_column){ .title = "Effect", .below = true };
	out->ncolumns = 4;
	out->line = arena_array(a, e->n + e->ntouched + e->nundated + 4 * r->view->nparts + 1,
				sizeof(*out->line));
	for (size_t i = 0; i < r->view->nparts; i++)
		add_part(out, e, i, a);
	add_undated(out, e, a);
	date_iso(e->before, iso);
	out->day = arena_str(a, iso);
	out->summary = e->n || e->nundated ? summary(e, a) : NULL;
	out->empty =
		arena_printf(a, "Nothing that is noted ends before %s.", day_words(e->before, a));
	return RC_OK;
}
