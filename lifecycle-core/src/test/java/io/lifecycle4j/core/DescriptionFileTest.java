package io.lifecycle4j.core;

import static io.lifecycle4j.core.Flowers.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.ManagedModel;
import io.lifecycle4j.core.Flowers.Flower;
import io.lifecycle4j.error.InvalidDataException;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.model.ModelVersion;
import io.lifecycle4j.registry.DescriptionBuilder;
import io.lifecycle4j.registry.VersionNotes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person describes a version in a YAML file. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DescriptionFileTest {
  @TempDir private Path directory;
  private Lifecycle home;
  private ModelVersion version;

  @BeforeAll
  void train() {
    home = Flowers.inMemory();
    try (ManagedModel<Flower, String> model = Flowers.model(home).open()) {
      version = model.train(Flowers.split(home, 1));
    }
  }

  @AfterAll
  void close() {
    home.close();
  }

  private Path file(byte[] bytes) {
    try {
      return Files.write(directory.resolve("card.yaml"), bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private DescriptionBuilder from(String yaml) {
    return home.models()
        .describe(version)
        .from(file(yaml.getBytes(StandardCharsets.UTF_8)))
        .by(ALICE)
        .reason("Reviewed");
  }

  private String problem(String yaml) {
    Throwable thrown = catchThrowable(() -> from(yaml));
    assertThat(thrown).as(yaml).isInstanceOf(InvalidDataException.class);
    String start = "Cannot read " + directory.resolve("card.yaml") + ": ";
    assertThat(thrown).hasMessageStartingWith(start);
    return String.valueOf(thrown.getMessage()).substring(start.length());
  }

  @Test
  void saysAllThatTheFileSays() {
    from("""
        # what we know
        description: "Tells flowers apart: \\"all\\" three"
        intendedUse: no
        limitations:
          - No roses
          - 1e3 flowers at most
        knownFailures: |
          Dry years.
            Wet years.
        contact: flowers@example.org
        license: apache-2.0
        owners: [bob, team flowers]
        tags:
          team: risk
          ticket: 007
        """)
        .commit();

    VersionNotes notes = home.models().versions("species").get(0).notes();
    assertThat(notes.description()).hasValue("Tells flowers apart: \"all\" three");
    assertThat(notes.intendedUse()).hasValue("no");
    assertThat(notes.limitations()).hasValue("No roses\n1e3 flowers at most");
    assertThat(notes.knownFailures()).hasValue("Dry years.\n  Wet years.");
    assertThat(notes.contact()).hasValue("flowers@example.org");
    assertThat(notes.license()).hasValue("apache-2.0");
    assertThat(notes.owners()).containsExactly("bob", "team flowers");
    assertThat(notes.tags()).isEqualTo(Map.of("team", "risk", "ticket", "007"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      textBlock =
          """
          a: 1\\nlimitation: None          # line 1, column 1: key a is unknown (there are contact, description, intendedUse, knownFailures, license, limitations, owners, tags)
          limitation: None                # line 1, column 1: key limitation is unknown (did you mean limitations? there are contact, description, intendedUse, knownFailures, license, limitations, owners, tags)
          contact: a\\nowners: bob         # line 2, column 1: key owners has another value (needs a list of names)
          tags: [a]                       # line 1, column 1: key tags has another value (needs values by name)
          contact: {a: b}                 # line 1, column 1: key contact has another value (needs a text or a list of texts)
          contact: []                     # line 1, column 1: key contact has another value (needs a text or a list of texts)
          contact: a\\n\\ncontact: b        # line 3, column 1: contact is there twice (first in line 1)
          tags: {a: 1, a: 2}              # line 1, column 14: tags.a is there twice (first in line 1)
          contact:                        # line 1, column 9: contact has no text
          contact: [[a]]                  # line 1, column 11: an item of contact must be a text
          contact: !!java.net.URL [a]     # line 1, column 10: contact has a tag, an anchor or an alias (must have none)
          contact: &x a                   # line 1, column 10: contact has a tag, an anchor or an alias (must have none)
          contact: *x                     # line 1, column 10: contact has a tag, an anchor or an alias (must have none)
          !x {contact: a}                 # line 1, column 1: the document has a tag, an anchor or an alias (must have none)
          contact: a\\n---\\ncontact: b     # line 2, column 1: a second document follows
          - contact                       # line 1, column 1: it must be keys with values
          contact: "\\ud800"               # line 1, column 10: contact has half of a surrogate pair
          contact: a\\n  owners: [          # line 2, column 9: it is not YAML: mapping values are not allowed here
          owners: [a/b]                   # line 1, column 1: owners: Invalid owner name: 'a/b' (must not hold slashes, control or invisible characters)
          """)
  void rejectsWhatIsSomethingElse(String yaml, String problem) {
    assertThat(problem(yaml.replace("\\n", "\n"))).isEqualTo(problem);
  }

  @Test
  void rejectsWhatCannotBeRead() {
    assertThat(problem("a".repeat(1 << 20) + "b"))
        .isEqualTo("it is too long (at most 1048576 bytes)");
    assertThatThrownBy(() -> home.models().describe(version).from(file(new byte[] {'a', -1})))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageEndingWith("card.yaml: it is not UTF-8");
    assertThatThrownBy(() -> home.models().describe(version).from(directory))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageEndingWith(": it is no file");
    assertThatThrownBy(() -> home.models().describe(version).from(directory.resolve("none")))
        .isInstanceOf(InvalidDataException.class)
        .hasMessageEndingWith("none: no such file");
  }

  @Test
  void saysNothingTwice() {
    assertThatThrownBy(() -> from("contact: a").contact("b"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid description: contact set twice");
    assertThatThrownBy(() -> from("# nothing").commit())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid description: nothing is set or removed");
  }
}
