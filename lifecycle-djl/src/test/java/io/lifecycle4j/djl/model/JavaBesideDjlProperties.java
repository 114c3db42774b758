package io.lifecycle4j.djl.model;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.schema.Signature;
import io.lifecycle4j.schema.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Any network of layers gives the same outputs in plain Java and on DJL. */
@Tag(Volume.TAG)
class JavaBesideDjlProperties {
  @Property(tries = 60)
  void computesWhatDjlComputes(
      @ForAll("images") List<String> image,
      @ForAll("numbers") List<String> numbers,
      @ForAll @IntRange(min = 1, max = 3) int channels,
      @ForAll @IntRange(min = 8, max = 10) int side,
      @ForAll @IntRange(min = 1, max = 20) int rows,
      @ForAll @IntRange(max = 1_000) int seed) {
    List<String> layers = new ArrayList<>(image);
    layers.add("flatten");
    layers.addAll(numbers);
    Signature signature =
        new Signature(
            List.of(TensorSpec.float32("image", channels, side, side + 1)),
            List.of(TensorSpec.float32("output", 3)));

    JavaBesideDjl.assertSame(Network.parse(String.join(" ", layers)), signature, seed, rows);
  }

  @Provide
  Arbitrary<List<String>> images() {
    return Arbitraries.of("conv(5,2)", "conv(2,3)", "maxPool(2)", "relu", "tanh", "batchNorm")
        .list()
        .uniqueElements()
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<List<String>> numbers() {
    return Arbitraries.of("dense(6)", "dense(13)", "sigmoid", "relu", "batchNorm", "dropout(0.5)")
        .list()
        .ofMaxSize(4);
  }
}
