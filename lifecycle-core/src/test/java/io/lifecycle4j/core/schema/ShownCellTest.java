package io.lifecycle4j.core.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.DataType;
import org.junit.jupiter.api.Test;

class ShownCellTest {
  @Test
  void showsNoCellOfAPrivateColumn() {
    Column secret = Column.builder("ssn", DataType.STRING).asPrivate().build();
    assertThat(ShownCell.of(secret, "987654321")).isEqualTo("(private)");
    assertThat(ShownCell.of(Column.of("day", DataType.STRING), "Mon")).isEqualTo("Mon");
  }

  @Test
  void keepsATextInItsLineAndFromSteeringATerminal() {
    assertThat(ShownCell.line("a\r\nb\u001b[2J\u202e\u2028\u0085ä😀"))
        .isEqualTo("a\\u000d\\u000ab\\u001b[2J\\u202e\\u2028\\u0085ä😀");
  }
}
