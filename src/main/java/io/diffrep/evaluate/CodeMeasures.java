package io.diffrep.evaluate;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What codes hold, as numbers over the test split. Dimensions are standardised by the train split.
 *
 * @param accuracy share of the labelled images whose class the nearest labelled images of the train
 *     split tell, 0 to 1
 * @param silhouette how well the classes lie apart: the mean silhouette coefficient of the labelled
 *     images by squared Euclidean distance, -1 to 1
 * @param ink share of the ink mass's variance that follows from the code (R squared); NaN where it
 *     does not vary
 * @param slant the same of the slant
 * @param border the same of the border's colour, of its three parts together; null for gray images
 * @param trainImages images of the train split that it was measured by; null in results of before
 *     they were counted
 * @param testImages images of the test split that it was measured on; likewise
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CodeMeasures(
    double accuracy,
    double silhouette,
    double ink,
    double slant,
    Double border,
    Long trainImages,
    Long testImages) {}
