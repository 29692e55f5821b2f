"""The service: hand in, practise and grade in the browser, on one machine or many.

Start with ``web/app.py``: the pages and the routes. ``store`` holds what must not be lost, ``identity`` who may do
what, ``exercises`` what students answer, ``jobs`` the work that is done outside the web process, and ``transfer``
courses as folders of files. ``docs/service/`` says how to run it. Only ``grader serve`` and ``grader service`` import
it.
"""
