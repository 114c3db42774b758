package io.lifecycle4j.data;

import io.lifecycle4j.error.Preconditions;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;

/** An immutable copy of a row. */
final class CopiedRow implements Row {
  private final Schema schema;
  private final double[] numbers;
  private final String[] texts;
  private final float[][] tensors;

  CopiedRow(Row row) {
    this.schema = row.schema();
    List<Column> columns = schema.columns();
    this.numbers = new double[columns.size()];
    this.texts = new String[numbers.length];
    this.tensors = new float[numbers.length][];
    for (int i = 0; i < numbers.length; i++) {
      DataType type = columns.get(i).type();
      numbers[i] = type.isNumber() ? row.number(i) : Double.NaN;
      texts[i] = type.isText() ? row.text(i) : "";
      tensors[i] = new float[type == DataType.TENSOR ? columns.get(i).cells() : 0];
      if (type == DataType.TENSOR) {
        row.tensor(i, tensors[i], 0);
      }
    }
  }

  @Override
  public Schema schema() {
    return schema;
  }

  @Override
  public double number(int column) {
    require(column, schema.column(column).type().isNumber(), "a number");
    return numbers[column];
  }

  @Override
  public String text(int column) {
    require(column, schema.column(column).type().isText(), "text");
    return texts[column];
  }

  @Override
  public void tensor(int column, float[] target, int offset) {
    require(column, schema.column(column).type() == DataType.TENSOR, "a tensor");
    System.arraycopy(tensors[column], 0, target, offset, tensors[column].length);
  }

  @Override
  public String toString() {
    return Row.describe(this);
  }

  private void require(int column, boolean fits, String asked) {
    Column found = schema.column(column);
    Preconditions.check(
        fits, "Invalid read of column %s: it is %s, not %s", found.name(), found.type(), asked);
  }
}
