/* SPDX-License-Identifier: ISC */
/* Keys of places and facts, and keys as a person would say them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store_internal.h"

bool place_good(struct place p)
{
	return p.pid && key_part_good(p.pid, PID_MAX) &&
	       (!p.own || key_part_good(p.own, PERSON_MAX));
}

/*
 * Longest parts of a name. Source: the keys of the store. A cycle is never one
 * letter: l and v stand beside it in an own place.
 */
bool place_name_good(struct place p, const char *name)
{
	static const size_t most[] = { 16, 8, 48, 40 };
	static const size_t most_own[] = { 16, 40, 40, 40 };
	char part[49];
	size_t i = 0, n;

	for (;; i++, name += n + 1) {
		n = strcspn(name, "/");
		if (i == 4 || n == 0 || n > (p.own ? most_own : most)[i])
			return false;
		memcpy(part, name, n);
		part[n] = '\0';
		if (i == 0 ? (strcmp(part, "-") != 0 && (n < 2 || !key_part_good(part, n)))
			   : !key_part_good(part, n))
			return false;
		if (!name[n])
			break;
	}
	return p.own ? i >= 2 : i == 3;
}

bool store_erased_name_good(const char *name)
{
	const char *fact = strchr(name, '/');
	char text[VERSION_TEXT];
	struct version at;

	if (!fact || (size_t)(fact - name) >= sizeof(text))
		return false;
	memcpy(text, name, (size_t)(fact - name));
	text[fact - name] = '\0';
	return version_read(text, &at) && place_name_good((struct place){ .own = NULL }, fact + 1);
}

void place_base(struct key *k, struct place p)
{
	/* place_good has been asked, so it fits */
	if (p.own)
		key_printf(k, "p/%s/x/%s", p.pid, p.own);
	else
		key_printf(k, "p/%s", p.pid);
}

enum rc fact_key(struct key *k, struct place p, const char *name)
{
	return p.own ? key_printf(k, "p/%s/x/%s/%s", p.pid, p.own, name)
		     : key_printf(k, "p/%s/f/%s", p.pid, name);
}

void log_prefix(struct key *k, struct place p)
{
	struct key base;

	place_base(&base, p);
	key_printf(k, "%s/l/", base.text);
}

void log_key(struct key *k, struct place p, uint64_t number)
{
	struct key base;

	place_base(&base, p);
	key_printf(k, "%s/l/%012" PRIx64, base.text, number);
}

void log_value_key(struct key *k, struct place p, uint64_t number, size_t i)
{
	struct key base;

	place_base(&base, p);
	key_printf(k, "%s/l/%012" PRIx64 ".%zu", base.text, number, i);
}

enum rc fact_now(struct view *v, struct place p, const char *name, struct cell *out)
{
	struct key k;

	if (fact_key(&k, p, name))
		return view_fail(v, RC_INVALID, "'%s' is too long a name", name);
	return cell_get(v, &k, out);
}

/* The answer 'severity' of NE-12; a name of other parts is given as it is. */
static void fact_words(const char *name, const char *whose, char out[160])
{
	char part[4][49];
	char shown[49];
	size_t i = 0, n;

	for (; i < 4; i++, name += n + (name[n] == '/')) {
		n = strcspn(name, "/");
		snprintf(part[i], sizeof(part[i]), "%.*s", (int)(n < 48 ? n : 48), name);
	}
	if (part[3][0]) {
		id_shown(part[2], shown);
		snprintf(out, 160, "%s '%s' of %s (%s)", whose, part[3], shown, part[0]);
	} else {
		snprintf(out, 160, "%s '%s' of %s (%s)", whose, part[2], part[1], part[0]);
	}
}

static void log_words(const char *rest, char out[160])
{
	char *end;
	unsigned long long n = strtoull(rest, &end, 16);

	if (!strcmp(end, ".0"))
		snprintf(out, 160, "the reason of entry %llu of the history", n);
	else if (*end == '.')
		snprintf(out, 160, "text %s of entry %llu of the history", end + 1, n);
	else
		snprintf(out, 160, "entry %llu of the history", n);
}

void place_key_words(struct slice key, char out[160])
{
	char text[KEY_MAX_BYTES + 1], *rest;

	snprintf(text, sizeof(text), "%.*s", (int)key.len, (const char *)key.data);
	snprintf(out, 160, "what stands at '%.100s'", text);
	rest = strncmp(text, "p/", 2) ? NULL : strchr(text + 2, '/');
	if (!rest || !rest[1] || rest[2] != '/')
		return;
	if (rest[1] == 'f')
		fact_words(rest + 3, "the answer", out);
	else if (rest[1] == 'd' && strchr(rest + 3, '/'))
		fact_words(strchr(rest + 3, '/') + 1, "the draft of", out);
	else if (rest[1] == 'l')
		log_words(rest + 3, out);
	else if (rest[1] == 'x' && strchr(rest + 3, '/')) {
		rest = strchr(rest + 3, '/');
		if (!strncmp(rest, "/l/", 3))
			log_words(rest + 3, out);
		else
			fact_words(rest + 1, "the own answer", out);
	}
}
