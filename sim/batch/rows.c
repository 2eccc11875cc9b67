/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "batch/rows.h"

#include <stdlib.h>

bool bri_rows_init(bri_rows *rows, const bri_column *columns, size_t column_count) {
    *rows = (bri_rows){.columns = columns, .column_count = column_count};
    rows->data = calloc(column_count > 0 ? column_count : 1, sizeof *rows->data);
    return rows->data != NULL;
}

void bri_rows_clear(bri_rows *rows) {
    for (size_t c = 0; rows->data != NULL && c < rows->column_count; c++)
        free(rows->data[c]);
    free(rows->data);
    *rows = (bri_rows){.data = NULL};
}

bool bri_rows_reserve(bri_rows *rows, size_t more) {
    size_t wanted = rows->count + more;
    if (wanted <= rows->capacity)
        return true;
    size_t capacity = rows->capacity * 2 > wanted ? rows->capacity * 2 : wanted;
    for (size_t c = 0; c < rows->column_count; c++) {
        void *bigger = realloc(rows->data[c], capacity * bri_cell_size(rows->columns[c].cell));
        if (bigger == NULL)
            return false;
        rows->data[c] = bigger;
    }
    rows->capacity = capacity;
    return true;
}

static int64_t hold(double value, int64_t low, int64_t high) {
    return value <= (double)low ? low : value >= (double)high ? high : (int64_t)value;
}

void bri_rows_put(bri_rows *rows, size_t column, size_t row, double value) {
    void *data = rows->data[column];
    switch (rows->columns[column].cell) {
    case BRI_CELL_I8: ((int8_t *)data)[row] = (int8_t)hold(value, INT8_MIN, INT8_MAX); break;
    case BRI_CELL_I16: ((int16_t *)data)[row] = (int16_t)hold(value, INT16_MIN, INT16_MAX); break;
    case BRI_CELL_I32: ((int32_t *)data)[row] = (int32_t)hold(value, INT32_MIN, INT32_MAX); break;
    case BRI_CELL_I64: ((int64_t *)data)[row] = hold(value, INT64_MIN, INT64_MAX); break;
    case BRI_CELL_F32: ((float *)data)[row] = (float)value; break;
    case BRI_CELL_F64: ((double *)data)[row] = value; break;
    case BRI_CELL_TEXT: break;
    }
}

size_t bri_rows_width(const bri_column *columns, size_t column_count) {
    size_t width = 0;
    for (size_t c = 0; c < column_count; c++)
        width += bri_cell_size(columns[c].cell);
    return width;
}
