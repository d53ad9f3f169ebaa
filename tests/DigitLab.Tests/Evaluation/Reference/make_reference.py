"""Figures of scikit-learn and SciPy for EvaluationReferenceTests: python3 make_reference.py > evaluation.json

Two classifiers of 200 images in five classes, made up with a fixed seed.
"""

import json

import numpy
import scipy
import sklearn
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve
from sklearn.metrics import confusion_matrix, log_loss, precision_recall_fscore_support

COUNT, CLASSES, BINS = 200, 5, 8
random = numpy.random.default_rng(20)
labels = random.integers(CLASSES, size=COUNT)


def classifier(sharpness):
    logits = random.normal(size=(COUNT, CLASSES)) * 1.5
    logits[numpy.arange(COUNT), labels] += sharpness
    exponentials = numpy.exp(logits)
    return (exponentials / exponentials.sum(1, keepdims=True)).round(5).astype(numpy.float32)


def figures(p):
    predicted = p.argmax(1)
    precision, recall, f1, support = precision_recall_fscore_support(labels, predicted)
    confidence, right = p.max(1), predicted == labels
    # Bins are open below and closed above, as in the paper on calibration; calibration_curve says the same of them.
    accuracy, mean_confidence = calibration_curve(right, confidence, n_bins=BINS)
    edges = numpy.linspace(0, 1, BINS + 1)
    counts = numpy.histogram(confidence, edges)[0]
    filled = counts[counts > 0]
    return {
        "probabilities": [round(float(value), 5) for value in p.ravel()],
        "confusion": confusion_matrix(labels, predicted).ravel().tolist(),
        "precision": precision.tolist(),
        "recall": recall.tolist(),
        "f1": f1.tolist(),
        "support": support.tolist(),
        "loss": float(log_loss(labels, p.astype(numpy.float64) / p.astype(numpy.float64).sum(1, keepdims=True))),
        "accuracy": float(right.mean()),
        "binCounts": filled.tolist(),
        "binAccuracy": accuracy.tolist(),
        "binConfidence": mean_confidence.tolist(),
        "expectedError": float((filled * abs(accuracy - mean_confidence)).sum() / COUNT),
    }


a, b = classifier(1.6), classifier(2.2)
right_a, right_b = a.argmax(1) == labels, b.argmax(1) == labels
only_a, only_b = int((right_a & ~right_b).sum()), int((~right_a & right_b).sum())
print(
    json.dumps(
        {
            "madeBy": f"scikit-learn {sklearn.__version__}, SciPy {scipy.__version__}",
            "bins": BINS,
            "labels": labels.tolist(),
            "a": figures(a),
            "b": figures(b),
            "onlyA": only_a,
            "onlyB": only_b,
            "pValue": binomtest(only_a, only_a + only_b).pvalue,
            "chiSquare": (abs(only_a - only_b) - 1) ** 2 / (only_a + only_b),
        }
    )
)
