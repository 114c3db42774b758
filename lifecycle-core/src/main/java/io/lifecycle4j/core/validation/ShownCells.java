package io.lifecycle4j.core.validation;

import io.lifecycle4j.core.schema.ShownCell;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.validation.Check;
import io.lifecycle4j.validation.RowCheck;
import io.lifecycle4j.validation.RuleResult.FailurePlace;
import io.lifecycle4j.validation.TableCheck;
import java.util.List;
import java.util.StringJoiner;

/** Shows where a row failed a check, and the cells it failed with; private cells are not shown. */
record ShownCells(Schema schema, Check check, List<String> columns) {
  /** Shows the cells that a check reads; none if it reads whole rows. */
  static ShownCells of(Schema schema, Check check) {
    return new ShownCells(schema, check, columns(check));
  }

  /** Returns the columns that a check reads; none if it reads whole rows. */
  static List<String> columns(Check check) {
    if (check instanceof RowCheck.OfCell cell) {
      return List.of(cell.column());
    } else if (check instanceof RowCheck.OfPair pair) {
      return List.of(pair.less(), pair.greater());
    } else if (check instanceof TableCheck.Unique unique) {
      return unique.columns();
    } else if (check instanceof TableCheck.NoOverlap overlap) {
      return List.of(overlap.column());
    } else if (check instanceof TableCheck.Contained contained) {
      return List.of(contained.column());
    }
    return List.of();
  }

  FailurePlace place(Row row, long number) {
    StringJoiner values = new StringJoiner(", ");
    List<String> shown = check instanceof RowCheck.AllWellTyped ? misfits(row) : columns;
    shown.forEach(name -> values.add(value(row, schema.indexOf(name))));
    String file = row instanceof RowPlace place ? place.file() : "";
    long line = row instanceof RowPlace place ? place.line() : 0;
    return new FailurePlace(file, line, number, String.join(", ", shown), values.toString());
  }

  private List<String> misfits(Row row) {
    return schema.columns().stream()
        .map(Column::name)
        .filter(name -> RowPlace.misfit(row, schema.indexOf(name)) != null)
        .toList();
  }

  private String value(Row row, int place) {
    Column column = schema.columns().get(place);
    if (column.isPrivate()) {
      return FailurePlace.PRIVATE;
    }
    String misfit = RowPlace.misfit(row, place);
    if (misfit != null) {
      return misfit;
    }
    if (column.type().isText()) {
      return row.text(place);
    }
    if (!column.type().isNumber()) {
      return column.type().name();
    }
    return ShownCell.inFull(column, row.number(place));
  }
}
