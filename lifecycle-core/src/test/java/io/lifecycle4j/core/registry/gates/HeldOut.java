package io.lifecycle4j.core.registry.gates;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Held-out rows in memory, which counts how often they are read. */
record HeldOut(List<Person> people, Schema schema, AtomicInteger reads) implements Rows {
  private static final Columns<Person> COLUMNS = Columns.of(Person.class);

  /** A held-out row. */
  record Person(String country, Optional<Double> age, boolean member, long year) {}

  static HeldOut of(List<Person> people) {
    return new HeldOut(people, COLUMNS.schema(), new AtomicInteger());
  }

  static HeldOut empty() {
    return of(List.of());
  }

  /** The same rows; their country is private. */
  HeldOut privately() {
    Schema hidden = COLUMNS.schema().change("country", ColumnBuilder::asPrivate);
    return new HeldOut(people, hidden, reads);
  }

  @Override
  public void forEach(Consumer<? super Row> action) {
    reads.incrementAndGet();
    people.forEach(person -> action.accept(COLUMNS.row(person)));
  }
}
