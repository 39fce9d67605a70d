package io.diffrep.evaluate;

import io.diffrep.runtime.ResultJson;
import io.diffrep.runtime.UsageException;
import java.util.List;
import java.util.Locale;

/**
 * Denoising losses of held-out images by noise level.
 *
 * @param model the model's fingerprint; null in what versions wrote that did not keep it
 * @param images how many images they were measured on
 * @param split the split that these come from
 * @param losses one entry a noise level
 * @param notes which noise levels were left out
 */
public record DenoisingLossSummary(
    String model, int images, String split, List<DenoisingLoss> losses, List<String> notes) {
  /** Copies the lists. */
  public DenoisingLossSummary {
    losses = List.copyOf(losses);
    // Files that were written before there were notes have none.
    notes = notes == null ? List.of() : List.copyOf(notes);
  }

  /**
   * Reads {@code losses.json}.
   *
   * @param place where the text comes from, for the message
   * @throws UsageException if it holds no losses
   */
  public static DenoisingLossSummary read(String json, String place) {
    return ResultJson.read(json, DenoisingLossSummary.class, place);
  }

  /** A Markdown table. */
  public String markdown() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Denoising loss per image (unit weight on the network's target), %d images of split"
                + " '%s'%n%n",
            images,
            split));
    text.append("| rho | own code | another's code | code dropped | code gain |\n");
    text.append("|---:|---:|---:|---:|---:|\n");
    for (DenoisingLoss loss : losses) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.1f | %.1f | %s | %s |%n",
              number(loss.rho()),
              loss.own(),
              loss.other(),
              orDash(loss.dropped()),
              orDash(loss.codeGain())));
    }
    notes.forEach(note -> text.append('\n').append(note).append('\n'));
    return text.toString();
  }

  private static String number(double rho) {
    return rho == Math.rint(rho) ? String.valueOf((long) rho) : String.valueOf(rho);
  }

  private static String orDash(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.1f", value);
  }
}
