package io.lifecycle4j.core.preprocessing;

import static io.lifecycle4j.preprocessing.Steps.impute;
import static io.lifecycle4j.preprocessing.Steps.index;
import static io.lifecycle4j.preprocessing.Steps.scale;
import static io.lifecycle4j.preprocessing.Steps.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.preprocessing.FittedPreprocessing;
import io.lifecycle4j.preprocessing.FittedStep;
import io.lifecycle4j.preprocessing.Step;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.DataType;
import io.lifecycle4j.schema.Schema;
import io.lifecycle4j.schema.TensorSpec;
import io.lifecycle4j.schema.TensorType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Texts as ids, for embeddings. */
class IdsTest {
  private record Note(double stars, String text) {}

  private static final Columns<Note> NOTES = Columns.of(Note.class);

  private static FittedPreprocessing fit(List<String> texts, Step... steps) {
    List<Note> notes = texts.stream().map(text -> new Note(2, text)).toList();
    return StepFitting.of(NOTES.schema(), steps).fit(new InputRows<>(NOTES, notes).training());
  }

  private static float[] numbers(FittedPreprocessing fitted, String text) {
    return RowWriter.of(fitted, NOTES.schema()).numbers(NOTES.row(new Note(2, text)));
  }

  @Test
  void countsWordsTheMostFrequentFirstThenByTheirCharacters() {
    FittedPreprocessing fitted =
        fit(List.of("The dog, the cat", "a Dog's THE", "", "über 7"), tokens("text", 4));

    assertThat(fitted.steps())
        .containsExactly(
            new FittedStep.Tokenized(
                "text", 4, List.of("the", "dog", "7", "a", "cat", "s", "über")));
    assertThat(numbers(fitted, "Cat! The bird -- sat down")).containsExactly(2, 6, 2, 1, 1);
    assertThat(numbers(fitted, "DOG")).containsExactly(2, 3, 0, 0, 0);
    assertThat(numbers(fitted, "")).containsExactly(2, 0, 0, 0, 0);
  }

  @Test
  void learnsOnlyFromTheWordsThatAreKept() {
    assertThat(fit(List.of("a b c", "a d"), tokens("text", 1)).steps())
        .containsExactly(new FittedStep.Tokenized("text", 1, List.of("a")));
  }

  @Test
  void limitsTheIdsPaddingAndUnknownIncluded() {
    FittedPreprocessing fitted = fit(List.of("b a b c a b"), tokens("text", 6, 4));

    assertThat(fitted.steps())
        .containsExactly(new FittedStep.Tokenized("text", 6, List.of("b", "a")));
    assertThat(numbers(fitted, "c b a")).containsExactly(2, 1, 2, 3, 0, 0, 0);
  }

  @Test
  void learnsTheSameFromAnyNumberOfThreads() {
    List<Note> notes =
        Stream.iterate(1, i -> i * 31 % 9_973)
            .limit(20_000)
            .map(i -> new Note(2, "w" + i % 200 + " w" + i % 17))
            .toList();
    StepFitting steps = StepFitting.of(NOTES.schema(), tokens("text", 2, 100));

    assertThat(steps.fit(new InputRows<>(NOTES, notes).training(), 1))
        .isEqualTo(steps.fit(new InputRows<>(NOTES, notes).training(), 4));
  }

  @Test
  void givesWholeTextsTheirIds() {
    FittedPreprocessing fitted =
        fit(List.of("Bern", "New York", "New York", "", "Aarau"), index("text", 4));

    assertThat(fitted.steps())
        .containsExactly(new FittedStep.Indexed("text", List.of("New York", "Aarau")));
    assertThat(numbers(fitted, "Aarau")).containsExactly(2, 3);
    assertThat(numbers(fitted, "Bern")).containsExactly(2, 1);
    assertThat(numbers(fitted, "")).containsExactly(2, 0);
    assertThat(numbers(fit(List.of("x"), impute("text").constant("x"), index("text")), ""))
        .containsExactly(2, 2);
  }

  @Test
  void makesAnInputOfItsOwn() {
    FittedPreprocessing fitted = fit(List.of("a b"), tokens("text", 3));

    assertThat(fitted.inputs())
        .containsExactly(
            TensorSpec.float32("features", 1),
            new TensorSpec("text", TensorType.INT64, List.of(-1, 3)));
    assertThat(fitted.inputOf("text")).isEqualTo("text");
    assertThat(fit(List.of("a b"), index("text")).inputs().get(1))
        .hasToString("text int64 [-1, 1]");
    assertThat(FittedPreprocessing.read(fitted.json())).isEqualTo(fitted);
  }

  @Test
  void refusesAStepAfterIdsAndANameThatIsTaken() {
    assertThatThrownBy(() -> fit(List.of("a"), tokens("text", 3), scale("text", 2)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith(
            "Invalid preprocessing: scale(\"text\") of a column that is several numbers");
    Schema features = new Schema(List.of(Column.of("features", DataType.STRING)));
    assertThatThrownBy(() -> StepFitting.of(features, index("features")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid preprocessing: index(\"features\") (rename the column: the numbers of all other"
                + " columns have that name in the network)");
    assertThatThrownBy(() -> fit(List.of("", "?"), tokens("text", 3)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("column text is missing in every training row");
  }
}
