/* SPDX-License-Identifier: ISC */
/*
 * What is to be taken in, tried out in a store in memory: the rules that a
 * form holds are held there before the first answer is saved for good.
 */
#include "import_check.h"

#include <stdlib.h>
#include <string.h>

#include "../store/keys.h"
#include "../records/record_internal.h"
#include "../base/text.h"
#include "../records/work.h"

struct twin {
	const char *key, *id;
};

static int by_key(const void *va, const void *vb)
{
	const struct twin *a = va, *b = vb;

	return strcmp(a->key, b->key);
}

/* All answers that together must occur once, as one text without case and accents. */
static const char *joined(const struct list_row *row, size_t n, struct arena *a)
{
	struct buf b = { 0 };
	const char *key;

	for (size_t i = 0; i < n; i++) {
		text_fold(&b, row->cell[i]);
		buf_char(&b, '\n');
	}
	key = b.len > n ? arena_strn(a, b.data, b.len) : NULL; /* NULL: all blank */
	buf_clear(&b);
	return key;
}

static enum rc once(const struct session *s, const struct reg *reg, const struct names *fields,
		    struct arena *a, struct err *err)
{
	const struct list_query q = { .columns = fields, .life = LIFE_LIVE };
	struct listing l;
	struct twin *v;
	size_t n = 0;
	enum rc rc = list_load(s, reg, &q, a, &l, err);

	if (rc != RC_OK)
		return rc;
	v = arena_array(a, l.n, sizeof(*v));
	for (size_t i = 0; i < l.n; i++) {
		v[n] = (struct twin){ joined(&l.row[i], fields->n, a), l.row[i].id };
		n += v[n].key != NULL;
	}
	if (n)
		qsort(v, n, sizeof(*v), by_key);
	for (size_t i = 1; i < n; i++) {
		char one[49], other[49];

		if (strcmp(v[i].key, v[i - 1].key) != 0)
			continue;
		id_shown(v[i - 1].id, one);
		id_shown(v[i].id, other);
		return err_set(
			err, RC_INVALID,
			"%s and %s say the same where only one may; change one of them in the file",
			one, other);
	}
	return RC_OK;
}

/*
 * A rule that is broken refuses the whole file. An answer that is only missing
 * does not: the templates may ask for more now than when the file was written.
 */
static enum rc one_record(const struct session *s, const struct reg *reg, const char *id,
			  struct peers *peers, struct arena *a, struct err *err)
{
	struct faults faults = { .arena = a };
	struct record r;
	char shown[49];
	enum rc rc = record_load(s, reg, id, a, &r, err);

	if (rc == RC_OK)
		rc = record_check_one(s, reg, id, peers, NULL, true, &faults, err);
	for (size_t i = 0; rc == RC_OK && i < faults.n; i++) {
		const struct fault *f = &faults.v[i];

		if (f->field && !record_text(&r, f->field)[0])
			continue;
		id_shown(id, shown);
		rc = err_set(err, RC_INVALID, "%s in the file: %s", shown, f->text);
	}
	return rc;
}

static enum rc one_register(const struct session *s, const struct reg *reg, struct arena *a,
			    struct err *err)
{
	const struct names none = { 0 };
	const struct list_query q = { .columns = &none, .life = LIFE_LIVE };
	struct arena *each = arena_new();
	struct peers *peers = peers_new();
	struct listing l;
	enum rc rc = list_load(s, reg, &q, a, &l, err);

	for (size_t i = 0; rc == RC_OK && i < l.n; i++) {
		arena_reset(each);
		if (strcmp(l.row[i].life, "draft") != 0)
			rc = one_record(s, reg, l.row[i].id, peers, each, err);
	}
	if (rc == RC_OK && reg->unique.n)
		rc = once(s, reg, &reg->unique, each, err);
	peers_free(peers);
	arena_free(each);
	return rc;
}

enum rc import_check(const struct session *s, struct err *err)
{
	struct arena *a = arena_new();
	struct session in = *s;
	struct names cycles;
	enum rc rc = cycle_list(s, a, &cycles, err);

	for (size_t c = 0; rc == RC_OK && c < cycles.n; c++) {
		in.cycle = cycles.v[c];
		for (size_t i = 0; rc == RC_OK && i < s->schema->nregisters; i++)
			if (s->schema->registers[i].kind == REG_REGISTER)
				rc = one_register(&in, &s->schema->registers[i], a, err);
	}
	arena_free(a);
	return rc;
}
