package io.lifecycle4j.core.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.core.data.SampleHome;
import io.lifecycle4j.core.data.storage.KeptFile;
import io.lifecycle4j.core.storage.FormatText;
import io.lifecycle4j.data.Format;
import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An option of a format is in docs/FORMAT.md, and refused where it is not known. */
class FormatOptionsTest {
  static Set<String> ids() {
    return RowFormats.ids();
  }

  /** A newer library may have added it, and means other rows. */
  @ParameterizedTest
  @MethodSource("ids")
  void areRefusedWhenTheyAreNotKnown(String id) {
    Format format = new Format(id, Map.of("fog", "thick"));
    assertThatThrownBy(() -> StoredRows.of(List.<KeptFile>of(), format, SampleHome.RIDES))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid option of " + id + ": fog (there are ");
  }

  @ParameterizedTest
  @MethodSource("ids")
  void areDocumented(String id) {
    String row = Objects.requireNonNull(FormatText.table("## Files of a dataset", "id").get(id));
    Set<String> told =
        FormatText.parts(row.substring(0, row.indexOf('|'))).stream()
            .filter(name -> name.matches("[a-z]+"))
            .collect(Collectors.toSet());
    assertThat(told).isEqualTo(Objects.requireNonNull(StoredRows.FORMATS.get(id)).options());
  }
}
