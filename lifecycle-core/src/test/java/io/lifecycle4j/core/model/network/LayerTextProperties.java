package io.lifecycle4j.core.model.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.error.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
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
    Arbitrary<Layer> plain = Arbitraries.of(LayerKinds.names()).flatMap(LayerTextProperties::layer);
    Arbitrary<Layer> residual =
        plain
            .filter(layer -> !layer.isA(Layer.EMBEDDING))
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(Layer::residual);
    Arbitrary<Layer> concat =
        plain
            .filter(layer -> !layer.isA(Layer.EMBEDDING))
            .list()
            .ofMaxSize(2)
            .list()
            .ofMinSize(2)
            .ofMaxSize(3)
            .filter(ways -> ways.stream().anyMatch(way -> !way.isEmpty()))
            .map(Layer::concat);
    return Arbitraries.oneOf(plain, plain, residual, concat).list().ofMaxSize(8);
  }

  /** Returns layers of a kind with any settings. */
  private static Arbitrary<Layer> layer(String kind) {
    if (kind.equals(ResidualKind.NAME)) {
      return Arbitraries.just(Layer.residual(List.of(Layer.of("relu"))));
    }
    if (kind.equals(ConcatKind.NAME)) {
      return Arbitraries.just(Layer.concat(List.of(List.of(), List.of(Layer.of("relu")))));
    }
    List<Setting> settings = LayerKinds.named(kind).settings();
    Arbitrary<List<Double>> values =
        Combinators.combine(settings.stream().map(LayerTextProperties::value).toList())
            .as(list -> list);
    return values.map(list -> layer(kind, settings, list));
  }

  private static Arbitrary<Double> value(Setting setting) {
    return setting.whole()
        ? Arbitraries.integers()
            .between((int) setting.least(), Integer.MAX_VALUE)
            .map(Integer::doubleValue)
        : Arbitraries.doubles()
            .between(0, setting.below())
            .filter(share -> share < setting.below());
  }

  private static Layer layer(String kind, List<Setting> settings, List<Double> values) {
    List<Number> required = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (settings.get(i).otherwise() == null) {
        required.add(values.get(i));
      }
    }
    Layer layer = Layer.of(kind, required.toArray(Number[]::new));
    for (int i = 0; i < values.size(); i++) {
      layer = layer.with(settings.get(i).name(), values.get(i));
    }
    return layer;
  }

  @Provide
  Arbitrary<List<String>> words() {
    Arbitrary<String> kind =
        Arbitraries.of(
            "conv", "maxPool", "dense", "dropout", "relu", "residual", "concat", "elu", "x", "");
    Arbitrary<String> settings =
        Arbitraries.strings().withChars("0123456789.,()E-= padingrelu").ofMaxLength(9);
    return kind.flatMap(word -> settings.map(text -> word + "(" + text + ")"))
        .injectDuplicates(0.2)
        .list()
        .ofMaxSize(3);
  }
}
