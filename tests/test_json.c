/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include "core/base/json.h"
#include "same.h"

TestSuite(json, .timeout = 20);

Test(json, is_written_in_the_order_it_is_told)
{
	struct buf b = { 0 };
	struct jout j;

	jout_init(&j, &b);
	jout_object(&j, NULL);
	jout_text(&j, "z", "a \"quote\"\n\x01 \\");
	jout_array(&j, "list");
	jout_bool(&j, NULL, true);
	jout_null(&j, NULL);
	jout_int(&j, NULL, -7);
	jout_end(&j, ']');
	jout_array(&j, "none");
	jout_end(&j, ']');
	jout_end(&j, '}');
	expect_same(b.data,
		    "{\n\t\"z\": \"a \\\"quote\\\"\\n\\u0001 \\\\\",\n\t\"list\": [\n\t\ttrue,\n"
		    "\t\tnull,\n\t\t-7\n\t],\n\t\"none\": []\n}\n");
	buf_clear(&b);
}

static const char *number(const char *text)
{
	static char out[64];
	struct buf b = { 0 };
	struct jout j;

	jout_init(&j, &b);
	jout_array(&j, NULL);
	jout_number(&j, NULL, text);
	jout_end(&j, ']');
	snprintf(out, sizeof(out), "%.*s", (int)strcspn(b.data + 3, "\n"), b.data + 3);
	buf_clear(&b);
	return out;
}

Test(json, only_what_json_calls_a_number_is_written_as_one)
{
	static const struct {
		const char *text, *as;
	} table[] = {
		{ "12345.00", "12345.00" },
		{ "-0.5", "-0.5" },
		{ "0", "0" },
		{ "007", "\"007\"" },
		{ "1e9", "\"1e9\"" },
		{ "not known", "\"not known\"" },
		{ "1.", "\"1.\"" },
		{ ".5", "\".5\"" },
		{ "-", "\"-\"" },
		{ "", "\"\"" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		expect_same(number(table[i].text), table[i].as);
}

Test(json, what_was_written_reads_back)
{
	const char *odd = "tab\t bell\x07 gr\xc3\xa0"
			  "dh \xf0\x9f\x98\x80 </script>";
	struct buf b = { 0 };
	struct jout j;
	struct jdoc *d = NULL;
	long long n = 0;

	jout_init(&j, &b);
	jout_object(&j, NULL);
	jout_text(&j, odd, odd);
	jout_int(&j, "n", 42);
	jout_end(&j, '}');
	cr_assert(eq(int, jdoc_read(&d, b.data, b.len, NULL), RC_OK));
	expect_same(jval_text(jval_get(jdoc_top(d), odd)), odd);
	cr_expect(jval_int(jval_get(jdoc_top(d), "n"), &n));
	cr_expect(eq(llong, n, 42));
	cr_expect(jval_text(jval_get(jdoc_top(d), "n")) == NULL);
	cr_expect(jval_get(jdoc_top(d), "missing") == NULL);
	jdoc_free(d);
	buf_clear(&b);
}

Test(json, what_is_no_json_is_refused_with_its_place)
{
	static const char *const bad[] = {
		"",
		"{",
		"{\"a\":1,}",
		"{\"a\":1,\"a\":2}",
		"[1] x",
		"\"a\"",
		"{\"a\":\"\\u0000\"}",
		"[\"\xff\"]",
		"[01]",
		"[99999999999999999999999]",
		"nul",
		"[\"\\ud800\"]",
	};
	struct jdoc *d;
	struct err err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		err = (struct err){ 0 };
		d = NULL;
		cr_expect(eq(int, jdoc_read(&d, bad[i], strlen(bad[i]), &err), RC_INVALID), "%s",
			  bad[i]);
		expect_part(err.text, "line ");
		jdoc_free(d);
	}
}

Test(json, a_million_brackets_are_refused_and_do_not_end_the_program)
{
	size_t n = 1000000;
	char *deep = mem_alloc(n);
	struct jdoc *d = NULL;

	memset(deep, '[', n);
	cr_expect(eq(int, jdoc_read(&d, deep, n, NULL), RC_INVALID));
	mem_free(deep);
}
