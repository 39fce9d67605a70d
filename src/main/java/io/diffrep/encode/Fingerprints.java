package io.diffrep.encode;

import io.diffrep.model.Model;
import io.diffrep.network.NetworkSettings;
import io.diffrep.runtime.Digests;
import java.nio.charset.StandardCharsets;

/** Names of encodings: rows of one fingerprint are comparable. */
public final class Fingerprints {
  private Fingerprints() {}

  /**
   * SHA-256 in hex over the model's fingerprint (pixels have none), source and noise levels, and
   * over what is taken of the score network where that is the source.
   */
  public static String of(Model model, Source source, EncodeSettings settings) {
    String identity =
        source == Source.PIXELS
            ? source.label()
            : model.fingerprint()
                + " "
                + source.label()
                + " "
                + settings.storedLevels(source, model.architecture().settings())
                + (source == Source.SCORE ? score(model, settings.score()) : "");
    return Digests.hex(Digests.sha256().digest(identity.getBytes(StandardCharsets.UTF_8)));
  }

  /** Written out, as what decides a model's codes is; that knows of the encoder alone. */
  private static String score(Model model, ScoreFeatures features) {
    NetworkSettings network = model.architecture().settings();
    boolean given = features.scoreCode().isGiven(model.specification().objective());
    return String.join(
        " ",
        " block=" + features.scoreBlock(),
        "cells=" + features.scoreCells(),
        "code=" + (given ? "own" : "dropped"),
        "score-channels=" + network.scoreChannels(),
        "injection=" + network.score().injection(),
        "attention=" + network.score().attention(),
        "parameterisation=" + model.specification().objective().parameterisation());
  }
}
