"""What is around the values of a result and says nothing about them: steps, kinds of points, calls of numpy.

Start with ``result_labels``. Each is left out only where the question or the values themselves show that it is so.
"""
