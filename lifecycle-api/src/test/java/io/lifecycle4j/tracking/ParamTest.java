package io.lifecycle4j.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.InvalidValueException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ParamTest {
  @Test
  void keepsTheTextAndTheTypeOfAValue() {
    assertThat(Param.of(3)).isEqualTo(new Param("3", Param.Type.INTEGER));
    assertThat(Param.of(BigInteger.TEN)).isEqualTo(new Param("10", Param.Type.INTEGER));
    assertThat(Param.of(0.1f)).isEqualTo(new Param("0.1", Param.Type.NUMBER));
    assertThat(Param.of(true)).isEqualTo(new Param("true", Param.Type.BOOLEAN));
    assertThat(Param.of("adam")).isEqualTo(new Param("adam", Param.Type.TEXT));
    assertThat(Param.of(Optional.of(2L))).isEqualTo(new Param("2", Param.Type.INTEGER));
    assertThat(Param.named("rate", Param.of(3))).isEqualTo(Param.of(3));
  }

  @Test
  void showsArraysAndCollectionsByTheirElements() {
    assertThat(Param.of(new int[] {64, 32})).hasToString("[64, 32]");
    assertThat(Param.of(Arrays.asList(new double[] {0.5}, null, List.of("a"))))
        .hasToString("[[0.5], null, [a]]");
  }

  @Test
  void rejectsValuesWithoutATextOfTheirOwn() {
    assertThatThrownBy(() -> Param.named("loss", new Object()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid value of parameter loss: an object of java.lang.Object (must have a text of"
                + " its own)");
    assertThatThrownBy(() -> Param.of(Optional.empty()))
        .hasMessage("Invalid value of a parameter: an empty Optional (must have a value)");
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    assertThatThrownBy(() -> Param.of(endless))
        .hasMessage("Invalid value of a parameter: it nests more than 32 deep");
  }

  @Test
  void isReadAsTheTypeThatItsTextAllows() {
    assertThat(Param.of("1e3").asDouble()).isEqualTo(1_000);
    assertThat(Param.of("1e3").asLong()).isEqualTo(1_000);
    assertThat(Param.of(true).asBoolean()).isTrue();
    assertThatThrownBy(() -> Param.of("adam").asDouble())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid parameter: 'adam' (must be a number)");
    assertThatThrownBy(() -> Param.of(0.5).asLong())
        .hasMessage("Invalid parameter: '0.5' (must be a whole number)");
    assertThatThrownBy(() -> Param.of("yes").asBoolean())
        .hasMessage("Invalid parameter: 'yes' (must be true or false)");
  }

  @Test
  void neverChangesInARun() {
    Param.of(1).checkSame("epochs", Param.of("1"));
    assertThatThrownBy(() -> Param.of(1).checkSame("epochs", Param.of(2)))
        .isInstanceOf(ConflictException.class)
        .hasMessage("Parameter already exists: epochs is '1' (cannot become '2')");
  }

  @Test
  void takesATypeOfANewerLibraryForText() {
    assertThat(Param.Type.named("BOOLEAN")).isEqualTo(Param.Type.BOOLEAN);
    assertThat(Param.Type.named("MATRIX")).isEqualTo(Param.Type.TEXT);
  }
}
