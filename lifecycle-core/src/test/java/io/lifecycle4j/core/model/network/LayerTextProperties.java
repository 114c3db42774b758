package io.lifecycle4j.core.model.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.error.InvalidValueException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LayerTextProperties {
  @Property(tries = 300)
  void readsWhatItPrinted(@ForAll("layers") List<Layer> layers) {
    assertThat(LayerText.parse(LayerText.print(layers))).isEqualTo(layers);
  }

  @Property(tries = 500)
  void readsAnyTextOrRefusesIt(@ForAll("words") List<String> words) {
    String text = String.join(" ", words);
    try {
      assertThat(LayerText.parse(LayerText.print(LayerText.parse(text))))
          .isEqualTo(LayerText.parse(text));
    } catch (InvalidValueException e) {
      assertThat(e).hasMessageStartingWith("Invalid ");
    }
  }

  @Provide
  Arbitrary<List<Layer>> layers() {
    Arbitrary<Integer> size = Arbitraries.integers().between(1, Integer.MAX_VALUE);
    Arbitrary<Double> rate = Arbitraries.doubles().between(0, 1).filter(share -> share < 1);
    return Arbitraries.<Layer>oneOf(
            size.flatMap(filters -> size.map(kernel -> Layer.conv(filters, kernel))),
            size.map(Layer::maxPool),
            size.map(Layer::dense),
            rate.map(Layer::dropout),
            Arbitraries.of(Layer.Plain.class).map(Layer.class::cast))
        .list()
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<List<String>> words() {
    Arbitrary<String> kind =
        Arbitraries.of("conv", "maxPool", "dense", "dropout", "relu", "flatten", "x", "");
    Arbitrary<String> settings = Arbitraries.strings().withChars("0123456789.,()E-").ofMaxLength(6);
    return kind.flatMap(word -> settings.map(text -> word + "(" + text + ")"))
        .injectDuplicates(0.2)
        .list()
        .ofMaxSize(3);
  }
}
