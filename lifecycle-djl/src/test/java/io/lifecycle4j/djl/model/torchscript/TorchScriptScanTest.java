package io.lifecycle4j.djl.model.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.djl.model.DjlRuntime;
import io.lifecycle4j.error.UntrustedModelException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scans programs that torch 2.7.1 wrote: benchmarks/peers/torchscript_files.py. */
class TorchScriptScanTest {
  private static final String CURE =
      " (a program may name its own members and operators of PyTorch 2.7.1 that only compute:"
          + " take it out of the model, or rename it, and save again)";

  @ParameterizedTest
  @ValueSource(strings = {"mlp", "cnn", "lstm", "structures", "traced", "frozen"})
  void acceptsWhatOnlyComputes(String name) {
    byte[] program = TorchPrograms.file("accepted/" + name + ".pt");
    assertThatCode(() -> TorchScriptScan.check(name, program)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "from_file, code/__torch__.py line 8 names torch.from_file",
    "save, code/__torch__.py line 8 names torch.save",
    "print, code/__torch__.py line 8 names print",
    "fork, code/__torch__.py line 10 names fork",
    "manual_seed, code/__torch__.py line 8 names torch.manual_seed",
    "custom_op, code/__torch__.py line 8 names ops.mkldnn._is_mkldnn_bf16_supported",
    "classes,"
        + " code/__torch__/torch/ao/nn/quantized/dynamic/modules/linear.py line 11"
        + " names _packed_params"
  })
  void refusesWhatReachesFurther(String name, String problem) {
    byte[] program = TorchPrograms.file("refused/" + name + ".pt");
    assertThatThrownBy(() -> TorchScriptScan.check(name + ".pt", program))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage("Cannot load " + name + ".pt: " + problem + CURE);
  }

  /** It keeps the setting before in a member, whose reading would reach further. */
  @Test
  void refusesABlockWithoutGradients() {
    byte[] program = TorchPrograms.file("refused/no_grad.pt");
    assertThatThrownBy(() -> TorchScriptScan.check("no_grad.pt", program))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessageContaining("code/__torch__/torch/autograd/grad_mode.py line 4 sets .prev");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "extra.pt | entry 'extra/labels.txt' is not part of a TorchScript program"
            + " (save it with torch.jit.save, without extra files)",
        "lite.ptl | entry 'bytecode.pkl' is not part of a TorchScript program"
            + " (save it with torch.jit.save, without extra files)",
        "state_dict.pt | it has pickled values and no program (save torch.jit.script(model)"
            + " with torch.jit.save, not the model or its state_dict)",
        "system.pt | it has pickled values and no program (save torch.jit.script(model)"
            + " with torch.jit.save, not the model or its state_dict)"
      })
  void refusesOtherFilesOfPyTorch(String name, String problem) {
    byte[] program = TorchPrograms.file("refused/" + name);
    assertThatThrownBy(() -> TorchScriptScan.check(name, program))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage("Cannot load " + name + ": " + problem);
  }

  @Test
  void refusesWhatIsNoArchive() {
    assertThatThrownBy(() -> TorchScriptScan.check("a.pt", new byte[0]))
        .isInstanceOf(UntrustedModelException.class)
        .hasMessage(
            "Cannot load a.pt: it is not a ZIP archive (save it again with torch.jit.save)");
  }

  @Test
  void refusesEveryTruncation() {
    byte[] program = TorchPrograms.file("accepted/mlp.pt");
    for (int i = 0; i < 64; i++) {
      byte[] cut = Arrays.copyOf(program, program.length * i / 64);
      assertThatThrownBy(() -> TorchScriptScan.check("cut", cut))
          .isInstanceOf(UntrustedModelException.class);
    }
  }

  /** A checksum covers the contents; the scan must end well for the bytes around them as well. */
  @Test
  @OnlyLarger
  void refusesOrAcceptsEveryFlippedBit() {
    byte[] program = TorchPrograms.file("accepted/structures.pt");
    Random random = new Random(20_251_129);
    int refused = 0;
    for (int i = 0; i < 1_000; i++) {
      byte[] flipped = program.clone();
      flipped[random.nextInt(program.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        TorchScriptScan.check("flipped", flipped);
      } catch (UntrustedModelException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(700);
  }

  @Test
  void knowsTheOperatorsOfTheVersionThatRuns() {
    assertThat(DjlRuntime.environment()).containsEntry("pytorch.version", TorchOperators.version());
  }
}
