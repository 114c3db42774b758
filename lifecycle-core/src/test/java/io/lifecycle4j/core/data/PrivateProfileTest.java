package io.lifecycle4j.core.data;

import static io.lifecycle4j.validation.Rules.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.DatasetDiff;
import io.lifecycle4j.data.DatasetVersion;
import io.lifecycle4j.data.Sources;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.Profile.Distinct;
import io.lifecycle4j.profile.Profile.Moments;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.ColumnBuilder;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.validation.ValidationFailedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is kept and shown of private columns is what all rows make together. */
class PrivateProfileTest {
  private static final String PEOPLE = "name,age\nGrace,17.25\nAda,93.75\nAda,40.5\n";
  private static final List<String> CELLS = List.of("Grace", "Ada", "17.25", "93.75", "40.5");

  private final SampleHome home = new SampleHome();

  @AfterEach
  void close() {
    home.close();
  }

  private static Schema people(boolean hidden) {
    ColumnBuilder name = Column.builder("name", DataType.STRING);
    ColumnBuilder age = Column.builder("age", DataType.FLOAT64);
    return new Schema(
        List.of(
            (hidden ? name.asPrivate() : name).build(), (hidden ? age.asPrivate() : age).build()));
  }

  private DatasetVersion commit(String text, boolean hidden) {
    return home.rides()
        .snapshot(Sources.csv("people.csv", Content.of(text)))
        .schema(people(hidden))
        .commit();
  }

  private static ColumnProfile age(DatasetVersion version) {
    return version.manifest().profile().find("age").orElseThrow();
  }

  @Test
  void theProfileOfAVersionHoldsNoCell() {
    DatasetVersion version = commit(PEOPLE, true);
    String stored = new String(home.medium.blobs().read(version.id()), StandardCharsets.UTF_8);
    assertThat(stored + version.manifest().profile()).doesNotContain(CELLS).contains("(private) ");
    assertThat(age(version).quantiles()).isEmpty();
    assertThat(age(version).histogram()).isEmpty();
    assertThat(version.manifest().profile().find("name").orElseThrow().lengths()).isEmpty();
  }

  @Test
  void theProfileKeepsWhatAllRowsMakeTogether() {
    ColumnProfile hidden = age(commit(PEOPLE, true));
    Moments moments = hidden.moments().orElseThrow();
    assertThat(moments.min()).isNaN();
    assertThat(moments.max()).isNaN();
    assertThat(moments.mean()).isEqualTo(50.5);
    assertThat(moments.deviation()).isGreaterThan(30);
    assertThat(hidden.distinct()).hasValue(new Distinct(3, true));
    assertThat(hidden.shape()).isPresent();
    assertThat(hidden.count()).isEqualTo(3);
  }

  @Test
  void theProfileKeepsNoMeanThatIsACell() {
    String constant = "name,age\nAda,17.25\nBob,17.25\nCid,17.25\nDan,17.25\n";
    ColumnProfile hidden = age(commit(constant, true));
    assertThat(hidden.moments()).isEmpty();
    assertThat(hidden.shape()).isEmpty();
    assertThat(hidden.count()).isEqualTo(4);
    assertThat(age(commit("name,age\nAda,17.25\nBob,18.25\n", true)).moments())
        .as("who knows one value knows the other")
        .isEmpty();
  }

  @Test
  void whatIsNotPrivateKeepsItsRange() {
    ColumnProfile open = age(commit(PEOPLE, false));
    assertThat(open.moments().orElseThrow().max()).isEqualTo(93.75);
    assertThat(open.quantiles()).isPresent();
  }

  @Test
  void aDiffShowsNoCellThatIsPrivateInOneOfTheVersions() {
    commit(PEOPLE, false);
    home.rides()
        .snapshot(Sources.csv("people.csv", Content.of(PEOPLE.replace("17.25", "18.75"))))
        .schema(people(true))
        .allowBreakingSchema()
        .commit();
    DatasetDiff diff = home.rides().diff(1, 2);
    assertThat(diff.markdown()).doesNotContain(CELLS).doesNotContain("18.75");
    assertThat(diff.toString()).doesNotContain(CELLS).doesNotContain("18.75");
    assertThat(diff.statistics())
        .filteredOn(shift -> shift.column().equals("age"))
        .singleElement()
        .satisfies(shift -> assertThat(shift.older().median()).isNaN())
        .satisfies(shift -> assertThat(shift.older().mean()).isEqualTo(50.5));
  }

  @Test
  void rulesAreJudgedByAllValues() {
    assertThatThrownBy(
            () ->
                home.rides()
                    .snapshot(Sources.csv("people.csv", Content.of(PEOPLE)))
                    .schema(people(true))
                    .requiring(
                        column("age").max().atMost(90), column("age").quantile(0.5).atMost(1))
                    .commit())
        .isInstanceOfSatisfying(
            ValidationFailedException.class,
            e -> {
              assertThat(e.report().broken()).hasSize(2);
              assertThat(e.getMessage() + e.report().markdown() + e.report()).doesNotContain(CELLS);
            });
  }
}
