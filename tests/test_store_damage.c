/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib_store.h"
#include "same.h"

#define NE "c1/ne/ne-000012/"
#define SEVERITY "p/sf/f/c1/ne/ne-000012/severity"

static struct arena *a;
static struct store *s;

static void begin(void)
{
	struct place own = { "sf", "ann" };

	a = arena_new();
	s = store_in(NULL);
	put(s, &ann, NE "severity", "high");
	put(s, &ben, NE "severity", "low");
	put(s, &ben, NE "notes", "a long text with words");
	put(s, &ann, NE "severity", "middling");
	put_in(s, own, &ann, "c1/2026-05/listening", "level=2");
	clean(s);
}

static void end(void)
{
	store_close(s);
	arena_free(a);
}

TestSuite(store_damage, .init = begin, .fini = end);

/* The bytes under a key, changed, put under another, or taken away. */
struct harm {
	const char *key, *to; /* to: NULL: the same key */
	size_t at;            /* byte to change, counted from the end where back is set */
	unsigned char flip;
	bool back, drop;
	size_t cut;  /* bytes taken off the end */
	bool missed; /* at lies outside the value */
};

static enum rc harm_fn(struct view *v, void *arg)
{
	struct harm *h = arg;
	struct slice value, key = { h->key, strlen(h->key) };
	char *copy;
	size_t len, at;

	if (view_get(v, key, &value))
		return RC_NOT_FOUND;
	len = value.len - h->cut;
	copy = memcpy(mem_alloc(value.len + 1), value.data, value.len);
	at = h->back ? len - 1 - h->at : h->at;
	h->missed = h->at >= len;
	if (!h->missed)
		copy[at] = (char)(copy[at] ^ h->flip);
	if (h->drop)
		view_del(v, key);
	else
		view_put(v, h->to ? (struct slice){ h->to, strlen(h->to) } : key,
			 (struct slice){ copy, len });
	mem_free(copy);
	return view_rc(v);
}

static bool harm(struct harm h)
{
	cr_assert(eq(int, engine_update(store_engine(s), harm_fn, &h, NULL), RC_OK), "%s", h.key);
	return !h.missed;
}

static bool take_text(void *arg, const struct fact *f)
{
	buf_printf(arg, "%s|", f->text);
	return true;
}

static void found_by_verify(const char *part)
{
	struct verify_report r;

	cr_expect(eq(int, store_verify(s, NULL, NULL, &r, NULL), RC_DAMAGED), "%s", part);
	cr_expect(gt(ulong, (unsigned long)r.faults, 0ul));
	expect_part(r.first, part);
}

Test(store_damage, any_flipped_bit_of_a_value_is_named_and_never_shown, .timeout = 60)
{
	struct buf b = { 0 };
	struct fact f;
	struct err err;

	for (size_t at = 0; at < 400; at++) {
		struct harm h = { .key = SEVERITY,
				  .at = at,
				  .flip = (unsigned char)(1u << at % 8) };

		if (!harm(h))
			break;
		err = (struct err){ 0 };
		buf_reset(&b);
		cr_expect(eq(int, store_get(s, sf, NE "severity", a, &f, &err), RC_DAMAGED),
			  "byte %zu", at);
		expect_part(err.text, "the answer 'severity' of NE-12");
		expect_part(err.text, "cairn restore");
		cr_expect(eq(int, store_read(s, sf, "c1/", NULL, take_text, &b, NULL), RC_DAMAGED));
		expect_none(buf_text(&b), "mid");
		cr_expect(eq(int, put(s, &ann, NE "severity", "over it"), RC_DAMAGED));
		found_by_verify("severity");
		harm(h); /* and back */
	}
	clean(s);
	buf_clear(&b);
}

Test(store_damage, a_value_cut_short_or_lengthened_is_found)
{
	struct fact f;

	for (size_t cut = 1; cut < 40; cut++) {
		end();
		begin();
		harm((struct harm){ .key = SEVERITY, .cut = cut });
		cr_expect(eq(int, store_get(s, sf, NE "severity", a, &f, NULL), RC_DAMAGED),
			  "cut %zu", cut);
	}
}

Test(store_damage, a_value_under_the_wrong_key_is_found)
{
	struct fact f;

	harm((struct harm){ .key = "p/sf/f/c1/ne/ne-000012/notes", .to = SEVERITY });
	cr_expect(eq(int, store_get(s, sf, NE "severity", a, &f, NULL), RC_DAMAGED));
	found_by_verify("severity");
}

/* An older value that checks by itself: only the history can tell. */
static enum rc keep_old(struct view *v, void *arg)
{
	struct slice *old = arg, key = { SEVERITY, strlen(SEVERITY) };

	if (old->data) {
		view_put(v, key, *old);
		return view_rc(v);
	}
	view_get(v, key, old);
	old->data = memcpy(arena_alloc(a, old->len), old->data, old->len);
	return RC_OK;
}

Test(store_damage, an_older_value_that_came_back_is_found_by_verify)
{
	struct slice old = { NULL, 0 };

	engine_read(store_engine(s), keep_old, &old, NULL);
	put(s, &ann, NE "severity", "newest");
	engine_update(store_engine(s), keep_old, &old, NULL);
	found_by_verify("severity");
}

Test(store_damage, each_class_of_damage_is_found_by_verify)
{
	static const struct {
		struct harm h;
		const char *says;
	} table[] = {
		{ { .key = SEVERITY, .drop = true }, "is not in the store" },
		{ { .key = "p/sf/f/c1/ne/ne-000012/notes", .back = true, .flip = 1 }, "notes" },
		{ { .key = "p/sf/l/000000000002", .drop = true }, "entry 2 of the history" },
		{ { .key = "p/sf/l/000000000002", .at = 4, .flip = 1 }, "entry 2 of the history" },
		{ { .key = "p/sf/l/000000000002", .back = true, .at = 5, .flip = 1 },
		  "entry 2 of the history" },
		{ { .key = "p/sf/l/000000000002.1", .back = true, .flip = 1 },
		  "text 1 of entry 2" },
		{ { .key = "p/sf/l/000000000002.1", .to = "p/sf/l/000000000002.9" },
		  "text 9 of entry 2" },
		{ { .key = "p/sf/l/000000000004", .drop = true }, "entry 4" },
		{ { .key = "p/sf/v/hub", .back = true, .flip = 1 }, "p/sf/v/hub" },
		{ { .key = "p/sf/v/hub", .drop = true }, "is not in the store" },
		{ { .key = "p/sf/v/hub", .to = "p/sf/q/hub" }, "no known form" },
		{ { .key = "p/sf/v/hub", .to = "stray" }, "no known form" },
		{ { .key = "p/sf/v/hub", .to = "p/sf/f/c1/ne/ne-000012" }, "no known form" },
		{ { .key = "s/replica", .back = true, .flip = 1 }, "s/replica" },
		{ { .key = "p/sf/x/ann/c1/2026-05/listening", .back = true, .flip = 1 },
		  "own answer 'listening'" },
		{ { .key = "p/sf/x/ann/l/000000000001", .back = true, .at = 5, .flip = 1 },
		  "entry 1" },
		{ { .key = "p/sf/x/ann/c1/2026-05/listening", .drop = true },
		  "is not in the store" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (i) {
			end();
			begin();
		}
		harm(table[i].h);
		found_by_verify(table[i].says);
	}
}

Test(store_damage, history_of_damage_is_refused_not_guessed)
{
	struct buf b = { 0 };
	struct err err = { 0 };

	harm((struct harm){ .key = "p/sf/l/000000000002", .at = 30, .flip = 4 });
	cr_expect(eq(int, store_log_back(s, sf, 3, NULL, &b, &err), RC_DAMAGED));
	expect_part(err.text, "entry 2 of the history");
	buf_clear(&b);
}
