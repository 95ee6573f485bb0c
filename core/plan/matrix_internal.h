/* SPDX-License-Identifier: ISC */
/* What the files of the matrix share. */
#ifndef CORE_MATRIX_INTERNAL_H
#define CORE_MATRIX_INTERNAL_H

#include "matrix.h"

/* matrix_answer - what a line answers to one of the fields that were read; stored, "" when blank */
const char *matrix_answer(const struct listing *l, const struct matrix_line *line,
			  const char *field);
bool matrix_hidden(const struct matrix *m, size_t row,
		   size_t column); /* the judgement is restricted */
/* matrix_put - a judgement as it is now; id NULL: none any more */
void matrix_put(struct matrix *m, size_t row, size_t column, size_t option, const char *id);

#endif
