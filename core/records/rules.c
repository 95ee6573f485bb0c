/* SPDX-License-Identifier: ISC */
/* The rules that a template gives its registers: one function for each kind. */
#include <math.h>
#include <string.h>

#include "rules_internal.h"
#include "value_internal.h"

/* true: the rule is broken */
typedef bool broken_fn(const struct checking *c, const struct rule *r);

/* Of a field, or of one in a group: revised.revised_due. */
static const char *text_of(const struct checking *c, const char *field)
{
	const char *dot = field ? strchr(field, '.') : NULL;
	struct pairs parts;

	if (!dot)
		return field ? record_text(c->after, field) : "";
	parts = pairs_read(
		record_text(c->after, arena_strn(c->arena, field, (size_t)(dot - field))),
		c->arena);
	return pairs_get(&parts, dot + 1);
}

static const char *nth(const struct rule *r, size_t i)
{
	return i < r->fields.n ? r->fields.v[i] : NULL;
}

static bool known(const char *text)
{
	return *text && strcmp(text, VALUE_NOT_KNOWN) != 0;
}

/* The rows of a field that are not blank. */
static size_t count_rows(const struct checking *c, const char *field)
{
	size_t n = 0;

	for (size_t i = 0; i < c->after->nrows; i++)
		n += strcmp(c->after->rows[i].field, field) == 0;
	return n;
}

static bool answered(const struct checking *c, const char *field)
{
	return *text_of(c, field) || count_rows(c, field) > 0;
}

static size_t count_answered(const struct checking *c, const struct rule *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->fields.n; i++)
		n += answered(c, r->fields.v[i]);
	return n;
}

bool span_read(const char *text, struct span *out)
{
	struct date from, to;
	int year;

	if (period_read(text, &from, &to)) {
		*out = (struct span){ date_days(from), date_days(to) };
	} else if (date_read_iso(text, &from)) {
		*out = (struct span){ date_days(from), date_days(from) };
	} else if (known(text) && year_read(text, &year)) {
		*out = (struct span){ date_days((struct date){ year, 4, 1 }),
				      date_days((struct date){ year + 1, 3, 31 }) };
	} else {
		return false;
	}
	return true;
}

static bool not_before(const struct checking *c, const struct rule *r)
{
	struct span a, b;

	return span_read(text_of(c, nth(r, 0)), &a) && span_read(text_of(c, nth(r, 1)), &b) &&
	       b.first < a.first;
}

static bool not_future(const struct checking *c, const struct rule *r)
{
	struct span at;

	return span_read(text_of(c, r->field), &at) && at.last > date_days(c->session->today);
}

static bool within_cycle(const struct checking *c, const struct rule *r)
{
	struct span at, first, last;
	struct record cycle;

	if (!span_read(text_of(c, r->field), &at) || !around_of(c)->cycle(c, &cycle))
		return false;
	if (!span_read(record_text(&cycle, "first_year"), &first) ||
	    !span_read(record_text(&cycle, "last_year"), &last))
		return false;
	return at.first < first.first || at.last > last.last;
}

static bool has_rows(const struct checking *c, const struct rule *r)
{
	return r->field && count_rows(c, r->field) < (size_t)(r->least > 0 ? r->least : 1);
}

static bool one_of(const struct checking *c, const struct rule *r)
{
	return count_answered(c, r) != 1;
}

static bool some_of(const struct checking *c, const struct rule *r)
{
	return count_answered(c, r) == 0;
}

static bool none_of(const struct checking *c, const struct rule *r)
{
	return count_answered(c, r) > 0;
}

static bool older_than(const struct checking *c, const struct rule *r)
{
	struct span at;

	return !span_read(text_of(c, r->field), &at) ||
	       at.last < date_days(date_add_months(c->session->today, -r->months)) - r->days;
}

static long ahead(const struct checking *c, const struct rule *r)
{
	return date_days(date_add_months(c->session->today, r->months)) + r->days;
}

static bool ends_within(const struct checking *c, const struct rule *r)
{
	struct span at;

	return span_read(text_of(c, r->field), &at) && at.last < ahead(c, r);
}

/* A later date takes the place of the one before it, as a revised one does. */
static bool last_day(const struct checking *c, const struct rule *r, struct span *out)
{
	for (size_t i = r->fields.n; i > 0; i--) {
		if (span_read(text_of(c, r->fields.v[i - 1]), out))
			return true;
	}
	return span_read(text_of(c, r->field), out);
}

static bool overdue(const struct checking *c, const struct rule *r)
{
	struct span at;

	return last_day(c, r, &at) && at.last < date_days(c->session->today);
}

static bool due_within(const struct checking *c, const struct rule *r)
{
	struct span at;
	long today = date_days(c->session->today);

	return last_day(c, r, &at) && at.last >= today && at.last < ahead(c, r);
}

bool rule_day(const struct checking *c, const struct rule *r, struct date *out)
{
	struct span at;
	bool dated = r->check == CHECK_OVERDUE || r->check == CHECK_DUE_WITHIN;

	if (dated ? !last_day(c, r, &at)
		  : (r->check != CHECK_ENDS_WITHIN && r->check != CHECK_OLDER_THAN) ||
			    !span_read(text_of(c, r->field), &at))
		return false;
	*out = date_from_days(at.last);
	return true;
}

static bool words(const struct checking *c, const struct rule *r)
{
	const char *text = text_of(c, r->field);
	size_t n = 0;

	for (const char *s = text + strspn(text, " \n"); *s; n++) {
		s += strcspn(s, " \n");
		s += strspn(s, " \n");
	}
	return n > 0 && n < (size_t)(r->least > 0 ? r->least : 1);
}

static bool between(const struct checking *c, const struct rule *r)
{
	const char *text = text_of(c, r->field);
	double v = number_value(text);

	return known(text) && (v < r->least || (r->most && v > r->most));
}

static bool by_next_year(const struct checking *c, const struct rule *r)
{
	const char *text = text_of(c, r->field);

	return known(text) && number_value(text) > c->session->today.y + 1;
}

static bool is(const struct checking *c, const struct rule *r)
{
	const char *text = text_of(c, r->field);

	return *text && !text_matches(&r->values, text);
}

static bool is_not(const struct checking *c, const struct rule *r)
{
	const char *text = text_of(c, r->field);

	return *text && text_matches(&r->values, text);
}

static bool not_only(const struct checking *c, const struct rule *r)
{
	struct names lines = value_lines(text_of(c, r->field), c->arena);

	for (size_t i = 0; i < lines.n; i++) {
		if (!names_have(&r->values, lines.v[i]))
			return false;
	}
	return lines.n > 0;
}

static bool first_row_chosen(const struct checking *c, const struct rule *r)
{
	size_t rows = 0, chosen = 0;

	for (size_t i = 0; i < c->after->nrows && r->field && nth(r, 0); i++) {
		const struct child *row = &c->after->rows[i];

		if (strcmp(row->field, r->field) != 0)
			continue;
		rows++;
		chosen += strcmp(pairs_get(&row->values, nth(r, 0)), "yes") == 0;
	}
	return rows > 0 && chosen != 1;
}

/* A number, or the place of a choice among its options. */
static bool rank_of(const struct checking *c, const char *field, double *out)
{
	const struct field *f = field ? reg_field(c->after->reg, field) : NULL;
	const char *text = text_of(c, field);

	if (!f || !known(text) || field_is_text(f))
		return false;
	*out = value_rank(f, text);
	return true;
}

static bool at_most(const struct checking *c, const struct rule *r)
{
	double a, b;

	return rank_of(c, nth(r, 0), &a) && rank_of(c, nth(r, 1), &b) && a > b;
}

/* Further off than rounding goes from what it is a percentage of. */
static bool share(const struct checking *c, const struct rule *r)
{
	const char *text = text_of(c, r->field);
	double part, whole, most = r->percent > 0 ? r->percent : 1;

	return known(text) && rank_of(c, nth(r, 0), &part) && rank_of(c, nth(r, 1), &whole) &&
	       whole > 0 && fabs(number_value(text) - 100 * part / whole) > most;
}

/* From the last that begins in time back to where none reaches this one any more. */
static bool no_overlap(const struct checking *c, const struct rule *r)
{
	const struct peer *v;
	struct span mine;
	size_t low = 0, high;

	if (!span_read(text_of(c, r->field), &mine))
		return false;
	high = peers_alike(c, r, NULL, &v);
	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (v[mid].at.first <= mine.last)
			low = mid + 1;
		else
			high = mid;
	}
	while (low > 0 && v[--low].reach >= mine.first) {
		if (v[low].at.last >= mine.first && strcmp(v[low].id, c->after->id) != 0)
			return true;
	}
	return false;
}

/* The field that says when: the first period, date or year of a register. */
static const char *time_field(const struct reg *reg)
{
	for (size_t i = 0; i < reg->nfields; i++) {
		const struct field *f = &reg->fields[i];

		if (!f->common &&
		    (f->type == TYPE_PERIOD || f->type == TYPE_DATE || f->type == TYPE_YEAR))
			return f->id;
	}
	return NULL;
}

static bool big_change(const struct checking *c, const struct rule *r)
{
	const char *when = time_field(c->after->reg), *text = text_of(c, r->field);
	const struct peer *v, *before = NULL;
	struct span mine;
	size_t n;
	double was;

	if (!when || !known(text) || !span_read(text_of(c, when), &mine))
		return false;
	n = peers_alike(c, r, when, &v);
	for (size_t i = 0; i < n && v[i].at.first <= mine.last; i++) {
		if (v[i].at.last < mine.last && (!before || v[i].at.last >= before->at.last) &&
		    strcmp(v[i].id, c->after->id) != 0 && known(v[i].text))
			before = &v[i];
	}
	was = before ? number_value(before->text) : 0;
	return was != 0 && fabs(number_value(text) - was) * 100 > fabs(was) * r->percent;
}

static broken_fn *const checks[] = {
	[CHECK_NOT_BEFORE] = not_before,
	[CHECK_NOT_FUTURE] = not_future,
	[CHECK_WITHIN_CYCLE] = within_cycle,
	[CHECK_HAS_ROWS] = has_rows,
	[CHECK_NO_CYCLE] = rule_no_cycle,
	[CHECK_ONE_OF] = one_of,
	[CHECK_SOME_OF] = some_of,
	[CHECK_NONE_OF] = none_of,
	[CHECK_OLDER_THAN] = older_than,
	[CHECK_ENDS_WITHIN] = ends_within,
	[CHECK_NO_OVERLAP] = no_overlap,
	[CHECK_BIG_CHANGE] = big_change,
	[CHECK_IS] = is,
	[CHECK_IS_NOT] = is_not,
	[CHECK_NOT_ONLY] = not_only,
	[CHECK_FIRST_ROW_CHOSEN] = first_row_chosen,
	[CHECK_AT_MOST] = at_most,
	[CHECK_REFERRED] = rule_referred,
	[CHECK_REACHES] = rule_reaches,
	[CHECK_OVERDUE] = overdue,
	[CHECK_DUE_WITHIN] = due_within,
	[CHECK_WORDS] = words,
	[CHECK_BETWEEN] = between,
	[CHECK_BY_NEXT_YEAR] = by_next_year,
	[CHECK_SHARE] = share,
};

/* The field a person has to look at: the last one named, as "due" in start and due. */
static const char *field_of(const struct rule *r)
{
	if (r->field)
		return r->field;
	if (r->check == CHECK_NOT_BEFORE && r->fields.n > 1)
		return r->fields.v[1];
	return r->fields.n > 0 ? r->fields.v[0] : NULL;
}

bool rule_broken(const struct checking *c, const struct rule *r)
{
	return conds_hold(r->when, r->nwhen, c->after) && (!r->through || rule_through(c, r)) &&
	       checks[r->check](c, r);
}

/* The rules of the register. In a draft they warn; an archived record is left in peace. */
void rules_check(const struct checking *c)
{
	const struct reg *reg = c->after->reg;
	bool draft = record_is(c->after, "draft");

	if (record_is(c->after, "archived"))
		return;
	for (size_t i = 0; i < reg->nrules; i++) {
		const struct rule *r = &reg->rules[i];
		enum level level = draft && r->level == LEVEL_REFUSE ? LEVEL_WARN : r->level;

		if (c->refusals_only && level != LEVEL_REFUSE)
			continue;
		if (rule_broken(c, r))
			check_fault(c, field_of(r), level,
				    r->check == CHECK_NO_CYCLE ? rule_cycle_words(c, r) : r->say);
	}
}
